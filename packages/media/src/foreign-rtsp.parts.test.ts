import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccessUnit } from './access-unit.ts';
import { createAddressPolicy } from './address-policy.ts';
import { type CameraSource, openCamera } from './camera-source.ts';
import type { CameraState } from './camera-state.ts';

const SCRIPT = fileURLToPath(new URL('../test-assets/gst-rtsp-server.py', import.meta.url));
const policy = createAddressPolicy(['127.0.0.0/8'], async () => []);
const ports = { policy, nowUs: () => Date.now() * 1000, random: Math.random };
let server: ChildProcess;
let port = 0;

beforeAll(async () => {
  server = spawn('/usr/bin/python3', [SCRIPT], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(server.stdout as NodeJS.ReadableStream, 'data');
  port = Number(String(line).trim());
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
      units.push(unit);
      if (units.length < count) return;
      stop();
      resolve(units);
    });
  });
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

  it('never sets up the audio track', async () => {
    const source = openCamera({ main: target('/audio') }, ports, () => undefined);
    const units = await collect(source, 5);
    source.close();
    expect(units.every((u) => u.codec === 'h264')).toBe(true);
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
