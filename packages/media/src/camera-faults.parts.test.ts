import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import {
  pictureOf,
  type Script,
  type ScriptedCamera,
  SOUND,
  scriptedCamera,
} from '../test/scripted-camera.ts';
import type { AccessUnit } from './access-unit.ts';
import { createAddressPolicy } from './address-policy.ts';
import { type CameraSource, openCamera } from './camera-source.ts';
import type { CameraState } from './camera-state.ts';

const policy = createAddressPolicy(['127.0.0.0/8'], async () => []);
const ports = { policy, nowUs: () => Date.now() * 1000, random: () => 0 };
const cameras: ScriptedCamera[] = [];
const sources: CameraSource[] = [];

afterAll(async () => {
  for (const source of sources.splice(0)) source.close();
  await Promise.all(cameras.splice(0).map((camera) => camera.close()));
});

interface Watched {
  readonly camera: ScriptedCamera;
  readonly source: CameraSource;
  readonly states: CameraState[];
  readonly units: AccessUnit[];
}

async function watch(script: Script): Promise<Watched> {
  const camera = await scriptedCamera(script);
  const states: CameraState[] = [];
  const units: AccessUnit[] = [];
  const target = { url: camera.url, username: 'u', password: 'p' };
  const source = openCamera({ main: target }, ports, (state) => states.push(state));
  source.subscribe('main', (unit) => unit.codec !== 'mjpeg' && units.push(unit));
  cameras.push(camera);
  sources.push(source);
  return { camera, source, states, units };
}

async function until(holds: () => boolean, limitMs = 15_000): Promise<void> {
  for (const end = performance.now() + limitMs; !holds(); await sleep(10))
    if (performance.now() > end) throw new Error('it did not come to pass');
}

const expectUnbroken = (units: readonly AccessUnit[]): void => {
  expect(units.map(pictureOf)).toEqual(units.map((_, i) => pictureOf(units[0] as AccessUnit) + i));
};

describe.concurrent('a camera that is not as it should be says so in its own words', () => {
  it.each([
    ['hang', 'silent', 'did not answer'],
    ['basic', 'refused', 'unprotected'],
    ['redirect', 'unreachable', '302'],
    ['udp', 'unsupported', 'TCP'],
    ['udp-answer', 'unsupported', 'TCP'],
    ['mpeg4', 'unsupported', 'MP4V-ES'],
    ['garbage', 'unsupported', 'does not speak RTSP'],
    ['newlines', 'silent', 'did not answer'],
    ['silent', 'silent', 'stopped sending'],
  ] as const)('%s: %s', async (script, kind, words) => {
    const { states } = await watch(script);
    await until(() => states.length > 0);
    expect(states[0]?.kind).toBe(kind);
    expect(states[0]?.detail).toContain(words);
  });

  it('a redirect is not followed, and a basic challenge gets no password', async () => {
    const { camera, states } = await watch('redirect');
    await until(() => states.length > 0);
    expect(camera.asked).toEqual(['OPTIONS', 'DESCRIBE']);
    const basic = await watch('basic');
    await until(() => basic.states.length > 0);
    expect(basic.camera.asked).toEqual(['OPTIONS', 'DESCRIBE']);
  });

  it('R8: no sound leaves, not even what a camera sends unasked on every channel', async () => {
    const { source, units } = await watch('rude-audio');
    await until(() => units.length >= 30);
    expectUnbroken(units);
    for (const { data } of [...units, ...source.newestGop('main')]) expect(data.includes(SOUND)).toBe(false);
  });

  it('a stopped listener is out of reach', async () => {
    const camera = await scriptedCamera('play');
    await camera.close();
    const states: CameraState[] = [];
    const target = { url: camera.url, username: '', password: '' };
    sources.push(openCamera({ main: target }, ports, (state) => states.push(state)));
    await until(() => states.length > 0);
    expect(states[0]?.kind).toBe('unreachable');
  });
});

describe.concurrent('a camera that comes back', () => {
  it('after a cut in the middle of a picture goes on with a key unit, without the torn one', async () => {
    const { camera, states, units } = await watch('cut');
    await until(() => states.some((state) => state.kind === 'unreachable'));
    expect(units.map(pictureOf)).toEqual([0, 1, 2, 3]);
    camera.script = 'play';
    await until(() => units.length > 6);
    expect(units[4]?.key).toBe(true);
    expect(states.map((state) => state.kind)).toEqual(['live', 'unreachable', 'live']);
  });

  it('after it was silent is connected anew', async () => {
    const { camera, states } = await watch('silent');
    await until(() => states.some((state) => state.kind === 'silent'));
    camera.script = 'play';
    await until(() => states.at(-1)?.kind === 'live');
    expect(camera.accepted).toBe(2);
  });
});

describe.concurrent('tolerance', () => {
  it('sets up the video track alone, and takes the channels the server chose', async () => {
    const { camera, units } = await watch('other-channels');
    await until(() => units.length > 20);
    expect(camera.asked.slice(0, 4)).toEqual(['OPTIONS', 'DESCRIBE', 'SETUP', 'PLAY']);
    expectUnbroken(units);
  });

  it('a camera that never answers a keep-alive is not cut off while its pictures come', async () => {
    const { camera, states, units } = await watch('mute-keep-alive');
    await until(() => camera.asked.filter((method) => method === 'GET_PARAMETER').length >= 2, 30_000);
    const before = units.length;
    await until(() => units.length > before + 10);
    expect(camera.accepted).toBe(1);
    expect(states.map((state) => state.kind)).toEqual(['live']);
    expectUnbroken(units);
  });

  it('sends nothing on before the first key unit', async () => {
    const { camera, units, source } = await watch('no-keys');
    await until(() => camera.sent > 30);
    expect(units).toEqual([]);
    expect(source.newestGop('main')).toEqual([]);
  });
});

describe.concurrent('ten hung cameras beside twelve good ones', () => {
  it('cost the good ones no picture', async () => {
    const hung = await Promise.all(Array.from({ length: 10 }, () => watch('hang')));
    const good = await Promise.all(Array.from({ length: 12 }, () => watch('play')));
    // Until each hung one was given up and dialled again.
    await until(() => hung.every(({ camera }) => camera.accepted >= 2), 30_000);
    for (const { camera, units, states } of good) {
      expect(camera.accepted).toBe(1);
      expect(states.map((state) => state.kind)).toEqual(['live']);
      expectUnbroken(units);
      // All that was sent came, but for what is on its way.
      expect(camera.sent - units.length).toBeLessThan(25);
    }
  });
});

describe.concurrent('closing', () => {
  it.each(['play', 'hang', 'silent'] as const)('%s: leaves no connection behind', async (script) => {
    const { camera, source } = await watch(script);
    await until(() => camera.asked.length > 0);
    source.close();
    await until(() => camera.open === 0, 1000);
    expect(camera.accepted).toBe(1);
  });

  it('says TEARDOWN to a camera that plays', async () => {
    const { camera, source, units } = await watch('play');
    await until(() => units.length > 2);
    source.close();
    await until(() => camera.open === 0, 1000);
    expect(camera.asked.at(-1)).toBe('TEARDOWN');
  });
});
