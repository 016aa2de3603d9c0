import { spawn } from 'node:child_process';
import type { CameraId } from '@porchlight/domain';
import { type AccessUnit, type CameraSource, createAddressPolicy, openCamera } from '@porchlight/media';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBarCode } from './bar-code.ts';
import { readSendTimeSei } from './capture-sei.ts';
import { type RtspServer, startRtspServer } from './rtsp-server.ts';
import { LOOP_MS, loadTownClips } from './town-clips.ts';
import { rtspUrl, townPlan } from './town-plan.ts';

const plan = townPlan();
const policy = createAddressPolicy(['127.0.0.0/8'], async (host) => [host]);
const ports = { policy, nowUs: () => Date.now() * 1000, random: Math.random };
let server: RtspServer;
const open: CameraSource[] = [];

beforeAll(async () => {
  const mounts = loadTownClips({ startsAt: undefined });
  server = await startRtspServer({ port: 0, host: '127.0.0.1', users: plan.rtspUsers, mounts });
});

afterAll(async () => {
  for (const camera of open) camera.close();
  await server.close();
});

function cameraOf(id: CameraId): CameraSource {
  const target = (stream: 'main' | 'sub') => {
    const url = new URL(rtspUrl(plan, id, stream, server));
    url.username = '';
    url.password = '';
    return { url: url.href, username: id, password: plan.rtspUsers[id] ?? '' };
  };
  const camera = openCamera({ main: target('main'), sub: target('sub') }, ports, () => undefined);
  open.push(camera);
  return camera;
}

/** The send time in a unit's SEI, µs. */
function sentUs(unit: AccessUnit): number | undefined {
  for (
    let at = unit.data.indexOf('\0\0\x01', 0, 'latin1');
    at >= 0;
    at = unit.data.indexOf('\0\0\x01', at + 3, 'latin1')
  ) {
    const next = unit.data.indexOf('\0\0\x01', at + 3, 'latin1');
    const nal = unit.data.subarray(
      at + 3,
      next < 0 ? undefined : unit.data[next - 1] === 0 ? next - 1 : next,
    );
    const sent = readSendTimeSei(nal);
    if (sent !== undefined) return sent;
  }
  return undefined;
}

describe('the town’s cameras in the product’s own client', () => {
  it('all 32 come live, and capture times agree with the send times in the pictures', async () => {
    const units = new Map<CameraId, AccessUnit[]>();
    for (const { id } of plan.cameras) {
      const list: AccessUnit[] = [];
      units.set(id, list);
      cameraOf(id).subscribe('sub', (unit) => unit.codec !== 'mjpeg' && list.push(unit));
    }
    const enough = (): boolean => [...units.values()].every((list) => list.length > 40);
    for (const deadline = Date.now() + 30_000; !enough() && Date.now() < deadline; )
      await new Promise((resolve) => setTimeout(resolve, 100));
    expect([...units].filter(([, list]) => list.length <= 40).map(([id]) => id)).toEqual([]);
    for (const list of units.values()) {
      expect([list[0]?.key, list[0]?.width, list[0]?.height]).toEqual([true, 640, 360]);
      const steps = list.slice(1).map((unit, i) => unit.captureUs - (list[i] as AccessUnit).captureUs);
      for (const step of steps) expect(Math.abs(step - 100_000)).toBeLessThan(2_000);
      const off = list.slice(25).map((unit) => (sentUs(unit) as number) - unit.captureUs);
      expect(Math.min(...off)).toBeGreaterThan(-2_000);
      expect(off.sort((a, b) => a - b)[off.length >> 1]).toBeLessThan(60_000);
    }
  });
});

describe('the scenario', () => {
  it('decodes without a complaint from the ordinary loop into the runner’s pictures and back, with no jump of numbers', async () => {
    const startsAt = LOOP_MS * 100;
    const source = loadTownClips({ startsAt }).get('/cam-02/sub');
    if (source === undefined) throw new Error('no clip');
    const from = source.keyAt(startsAt / 100) - 20;
    const start = Buffer.from([0, 0, 0, 1]);
    const stream = Array.from({ length: 400 }, (_, i) => Buffer.concat([start, source.slice(from + i)]));
    const { out, complaint } = await decode(Buffer.concat([start, source.sps, start, source.pps, ...stream]));
    expect(complaint).toBe('');
    const size = 640 * 360;
    const codes = Array.from({ length: 400 }, (_, i) =>
      readBarCode(out.subarray(i * size, (i + 1) * size), 640, 360),
    );
    expect(codes.every((code, i) => code !== undefined && code.frame % 160 === (from + i) % 160)).toBe(true);
    const flags = codes.map((code) => code?.scenario);
    expect(flags[0]).toBe(false);
    expect(flags.filter(Boolean).length).toBeGreaterThan(40);
    expect(flags.at(-1)).toBe(false);
  });
});

function decode(stream: Buffer): Promise<{ out: Buffer; complaint: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn('ffmpeg', [
      '-v',
      'warning',
      '-f',
      'h264',
      '-framerate',
      '10',
      '-i',
      'pipe:0',
      ...['-f', 'rawvideo', '-pix_fmt', 'gray', 'pipe:1'],
    ]);
    const out: Buffer[] = [];
    let complaint = '';
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => {
      complaint += chunk.toString();
    });
    child.on('error', (cause) =>
      reject(new Error('these tests need ffmpeg: apt-get install ffmpeg', { cause })),
    );
    child.on('close', () => resolve({ out: Buffer.concat(out), complaint }));
    child.stdin.on('error', () => undefined);
    child.stdin.end(stream);
  });
}
