import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccessUnit, CameraUnit } from './access-unit.ts';
import { createAddressPolicy } from './address-policy.ts';
import { type CameraSource, openCamera } from './camera-source.ts';
import type { CameraState } from './camera-state.ts';
import { maskable } from './masks/maskable-camera.ts';
import { quantisationOf } from './rtp-jpeg/quantisation.ts';

const SCRIPT = fileURLToPath(new URL('../test-assets/gst-rtsp-server.py', import.meta.url));
const policy = createAddressPolicy(['127.0.0.0/8'], async () => []);
const ports = { policy, nowUs: () => Date.now() * 1000, random: Math.random };
let server: ChildProcess;
let port = 0;
/** What the server said of tracks that were set up, over all tests. */
let setUps = '';

beforeAll(async () => {
  server = spawn('/usr/bin/python3', [SCRIPT], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(server.stdout as NodeJS.ReadableStream, 'data');
  port = Number(String(line).split('\n')[0]);
  server.stdout?.on('data', (text) => {
    setUps += text;
  });
});
afterAll(() => server.kill());

const target = (path: string, password = 'secret') => ({
  url: `rtsp://127.0.0.1:${port}${path}`,
  username: 'camera',
  password,
});

async function collect(source: CameraSource, count: number): Promise<AccessUnit[]> {
  const units: AccessUnit[] = [];
  return new Promise((resolve) => {
    const stop = source.subscribe('main', (unit) => {
      if (unit.codec === 'mjpeg') return;
      units.push(unit);
      if (units.length < count) return;
      stop();
      resolve(units);
    });
  });
}

/** What a foreign decoder makes of the units. */
function decoded(units: readonly CameraUnit[], codec: CameraUnit['codec']) {
  const format = codec === 'h265' ? 'hevc' : codec;
  const args = `-v warning -f ${format} -count_frames -show_entries stream=nb_read_frames -of csv=p=0 -`;
  const input = Buffer.concat(units.map((unit) => unit.data));
  const { stdout, stderr } = spawnSync('ffprobe', args.split(' '), { input });
  return { complaints: String(stderr), pictures: Number(String(stdout)) };
}

async function stateOf(path: string, password: string, wanted: CameraState['kind']): Promise<CameraState> {
  return new Promise((resolve) => {
    const source = openCamera({ main: target(path, password) }, ports, (state) => {
      if (state.kind !== wanted) return;
      source.close();
      resolve(state);
    });
  });
}

describe("against GStreamer's RTSP server", () => {
  it('plays H.264 over TCP with digest log-on, from a key unit with its parameter sets', async () => {
    const source = openCamera({ main: target('/main') }, ports, () => undefined);
    const units = await collect(source, 40);
    const gop = source.newestGop('main');
    source.close();
    expect(units[0]).toMatchObject({
      key: true,
      width: 1280,
      height: 720,
      codecString: expect.stringMatching(/^avc1\.42C0/i),
    });
    expect(units[0]?.data.subarray(0, 5).toString('hex')).toMatch(/^00000001[26]7/);
    expect(units.filter((u) => u.key).length).toBeGreaterThan(1);
    for (const [i, unit] of units.entries())
      if (i > 0) expect(unit.captureUs).toBeGreaterThan((units[i - 1] as AccessUnit).captureUs);
    expect(gop[0]?.key).toBe(true);
  });

  it.each(['/jpeg', '/jpeg-422'])(
    'makes H.264 of motion JPEG (%s), which a foreign decoder takes',
    async (path) => {
      const camera = maskable(
        openCamera({ main: target(path) }, ports, () => undefined),
        [],
        () => undefined,
      );
      const units: AccessUnit[] = [];
      camera.subscribe('main', (unit) => units.push(unit));
      for (const end = performance.now() + 20_000; units.length < 12 && performance.now() < end; )
        await new Promise((resolve) => setTimeout(resolve, 20));
      camera.close();
      const seen = units.slice(0, 12);
      expect(seen[0]).toMatchObject({ codec: 'h264', key: true, width: 640, height: 360 });
      expect(decoded(seen, 'h264')).toEqual({ complaints: '', pictures: 12 });
    },
  );

  it('reads JPEG as it was made: the tables are those of its quality, and a foreign decoder complains of nothing', async () => {
    const source = openCamera({ main: target('/jpeg') }, ports, () => undefined);
    const unit = await new Promise<CameraUnit>((resolve) => source.subscribe('main', resolve));
    source.close();
    expect(unit).toMatchObject({ codec: 'mjpeg', width: 640, height: 360 });
    const tables = quantisationOf(30);
    for (const table of [tables.subarray(0, 64), tables.subarray(64)])
      expect(unit.data.includes(table)).toBe(true);
    expect(decoded([unit], 'mjpeg')).toEqual({ complaints: '', pictures: 1 });
  });

  it.each([
    ['/audio', 'G.711 A-law'],
    ['/mu-law', 'G.711 µ-law'],
    ['/aac', 'AAC'],
    ['/opus', 'Opus'],
  ])('R8: no sound leaves: %s, a track of %s, is never set up', async (path) => {
    const source = openCamera({ main: target(path) }, ports, () => undefined);
    const units = await collect(source, 15);
    source.close();
    expect(setUps.split('\n').filter((line) => line.includes(path))).toEqual([
      expect.stringMatching(/^SETUP rtsp:.*\/stream=0$/),
    ]);
    expect(decoded(units, 'h264')).toEqual({ complaints: '', pictures: 15 });
  });

  it.each([
    [638, 358],
    [1920, 1080],
    [2304, 1296],
  ])('tells the shown size of %i by %i, not the coded one', async (width, height) => {
    const source = openCamera({ main: target(`/odd-${width}x${height}`) }, ports, () => undefined);
    const units = await collect(source, 12);
    source.close();
    for (const unit of units) expect(unit).toMatchObject({ width, height });
    expect(decoded(units, 'h264')).toEqual({ complaints: '', pictures: 12 });
  });

  it('takes parameter sets from the description when none come in band', async () => {
    const source = openCamera({ main: target('/sprop') }, ports, () => undefined);
    const units = await collect(source, 12);
    source.close();
    expect(decoded(units, 'h264')).toEqual({ complaints: '', pictures: 12 });
  });

  it.each([
    ['/b-frames', 'h264'],
    ['/h265-b', 'h265'],
  ] as const)(
    'hands on B-frames of %s in order of decoding, with the times of their showing',
    async (path, codec) => {
      const source = openCamera({ main: target(path) }, ports, () => undefined);
      const units = await collect(source, 40);
      source.close();
      const times = units.map((unit) => unit.captureUs);
      expect(times.some((at, i) => i > 0 && at < (times[i - 1] as number))).toBe(true);
      expect(new Set(times).size).toBe(40);
      // What is shown is a tenth of a second apart, but for leading pictures left out.
      const gaps = [...times]
        .sort((a, b) => a - b)
        .flatMap((at, i, all) => (i === 0 ? [] : [at - (all[i - 1] as number)]));
      expect(gaps.filter((gap) => Math.abs(gap - 100_000) < 2000).length).toBeGreaterThan(20);
      expect(decoded(units, codec)).toEqual({ complaints: '', pictures: 40 });
    },
  );

  it('plays H.265 as it is, from a key unit with its parameter sets', async () => {
    const source = openCamera({ main: target('/h265') }, ports, () => undefined);
    const units = await collect(source, 40);
    const gop = source.newestGop('main');
    source.close();
    expect(units[0]).toMatchObject({ codec: 'h265', key: true, width: 1280, height: 720 });
    expect(units[0]?.codecString).toMatch(/^hev1\.1\.6\.L93/);
    expect(units.filter((u) => u.key).length).toBeGreaterThan(1);
    expect(gop[0]?.key).toBe(true);
    expect(decoded(units, 'h265')).toEqual({ complaints: '', pictures: 40 });
  });

  it('says so when the password is wrong', async () => {
    expect((await stateOf('/main', 'wrong', 'refused')).detail).toContain('user name or password');
  });

  it('says so when there is no such path', async () => {
    expect((await stateOf('/nowhere', 'secret', 'missing')).detail).toContain('no stream at this path');
  });

  it('names a codec it does not take', async () => {
    expect((await stateOf('/raw', 'secret', 'unsupported')).detail).toContain('RAW');
  });
});
