import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type ScriptedCamera, scriptedCamera } from '../test/scripted-camera.ts';
import { createAddressPolicy } from './address-policy.ts';
import { type CameraSource, openCamera } from './camera-source.ts';
import type { CameraState } from './camera-state.ts';
import type { StreamTarget } from './camera-stream.ts';

// The sockets are real; the clocks of client and camera are moved by hand.
beforeEach(() =>
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] }),
);
const cameras: ScriptedCamera[] = [];
let source: CameraSource | undefined;
afterEach(async () => {
  source?.close();
  vi.useRealTimers();
  await Promise.all(cameras.splice(0).map((camera) => camera.close()));
});

const policy = createAddressPolicy(['127.0.0.0/8'], async () => []);
const ports = { policy, nowUs: () => Date.now() * 1000, random: () => 0.5 };

async function camera(...input: Parameters<typeof scriptedCamera>): Promise<ScriptedCamera> {
  const made = await scriptedCamera(...input);
  cameras.push(made);
  return made;
}
const targetOf = ({ url }: ScriptedCamera): StreamTarget => ({ url, username: 'u', password: 'p' });

/** Lets sockets work until it holds; time stands still. */
async function settled(holds: () => boolean): Promise<void> {
  for (let i = 0; !holds(); i++) {
    if (i > 200_000) throw new Error('it did not come to pass');
    await turn();
  }
}

/** Moves the time on in steps of 100 ms, and lets what was sent arrive after each. */
async function pass(ms: number): Promise<void> {
  for (let at = 0; at < ms; at += 100) {
    const before = cameras.reduce((sum, { sent }) => sum + sent, 0);
    vi.advanceTimersByTime(100);
    const sent = cameras.reduce((sum, one) => sum + one.sent, 0);
    for (let i = 0; i < (sent === before ? 2 : 20); i++) await turn();
  }
}

it('packets without a key picture for 30 seconds end the attempt with advice', async () => {
  const one = await camera('no-keys', 5);
  const states: CameraState[] = [];
  source = openCamera({ main: targetOf(one) }, ports, (state) => states.push(state));
  await settled(() => one.asked.includes('PLAY'));
  await pass(25_000);
  expect(states).toEqual([]);
  await pass(7000);
  expect(states[0]).toMatchObject({
    kind: 'unsupported',
    detail: expect.stringContaining('I-frame interval'),
  });
});

it('the main stream is opened on demand and lingers 30 seconds, the sub stream stays warm', async () => {
  const main = await camera('play', 5);
  const sub = await camera('play', 5);
  source = openCamera({ main: targetOf(main), sub: targetOf(sub) }, ports, () => undefined);
  await settled(() => sub.sent > 0);
  expect(main.accepted).toBe(0);
  const stop = source.subscribe('main', () => undefined);
  await settled(() => main.sent > 0);
  stop();
  await pass(25_000);
  source.subscribe('main', () => undefined)();
  await pass(25_000);
  expect([main.open, main.accepted]).toEqual([1, 1]);
  await pass(6000);
  expect([main.open, sub.open]).toEqual([0, 1]);
});

it('without a sub stream, main stands for it on one connection', async () => {
  const main = await camera('play', 5);
  source = openCamera({ main: targetOf(main) }, ports, () => undefined);
  let units = 0;
  source.subscribe('sub', () => units++);
  source.subscribe('main', () => units++);
  await settled(() => units >= 2);
  expect([source.hasSub, main.accepted]).toEqual([false, 1]);
});

it('waits longer after each failure, up to 30 seconds', async () => {
  const one = await camera('redirect');
  source = openCamera({ main: targetOf(one) }, ports, () => undefined);
  await settled(() => one.asked.length >= 2);
  await pass(60_000);
  // With a jitter of one half: after 1.0, 1.5, 2.5, 4.5, 8.5 and then 15.5 s each.
  expect(one.accepted).toBeGreaterThanOrEqual(7);
  expect(one.accepted).toBeLessThanOrEqual(8);
});
