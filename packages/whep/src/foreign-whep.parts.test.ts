import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type AccessUnit, askWhatItSends, type CameraState, createAddressPolicy } from '@porchlight/media';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRearmedCamera } from './rearmed-camera.ts';

const SCRIPT = fileURLToPath(new URL('../test-assets/gst-whep-server.py', import.meta.url));
const policy = createAddressPolicy(['127.0.0.0/8'], async () => []);
let server: ChildProcess;
let said = '';
let url = '';

beforeAll(async () => {
  server = spawn('/usr/bin/python3', [SCRIPT], { stdio: ['ignore', 'pipe', 'inherit'] });
  const out = server.stdout as NodeJS.ReadableStream;
  url = `http://127.0.0.1:${String(await once(out, 'data')).trim()}/whep`;
  out.on('data', (line) => {
    said += line;
  });
});
afterAll(() => server?.kill());

async function until(what: () => boolean, label: string): Promise<void> {
  for (const end = performance.now() + 20_000; performance.now() < end; ) {
    if (what()) return;
    await new Promise((later) => setTimeout(later, 10));
  }
  throw new Error(`waited in vain for ${label}`);
}

function open(token: string) {
  const units: AccessUnit[] = [];
  const states: CameraState[] = [];
  const camera = openRearmedCamera(
    {
      policy,
      nowUs: () => Date.now() * 1000,
      random: () => 0,
      mayOpen: () => true,
      access: async () => ({ kind: 'granted', target: { url, token, limitMs: null } }),
    },
    (state) => states.push(state),
  );
  camera.subscribe('main', (unit) => units.push(unit));
  return { camera, units, states };
}

describe("against GStreamer's WebRTC behind a WHEP endpoint", () => {
  it('plays pictures that a foreign decoder takes, and ends the session when it is closed', async () => {
    const { camera, units } = open('token');
    await until(() => units.length >= 25, 'pictures');
    camera.close();
    const seen = units.slice(0, 25);
    expect(seen[0]).toMatchObject({ codec: 'h264', key: true, width: 640, height: 360 });
    const args = '-v warning -f h264 -count_frames -show_entries stream=nb_read_frames -of csv=p=0 -';
    const input = Buffer.concat(seen.map((unit) => unit.data));
    const { stdout, stderr } = spawnSync('ffprobe', args.split(' '), { input });
    expect([String(stderr), Number(String(stdout))]).toEqual(['', 25]);
    await until(() => said.includes('ended'), 'the end of the session');
  });

  it('says that a wrong token was refused', async () => {
    const { camera, states } = open('another');
    await until(() => states.some(({ kind }) => kind === 'refused'), 'a refusal');
    camera.close();
  });

  it('is taken for something else than a camera that gives JPEG', async () => {
    expect(await askWhatItSends(url, policy)).toEqual({ kind: 'something-else' });
  });
});
