import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createAddressPolicy } from './address-policy.ts';
import { FAULTS, StreamFault } from './camera-state.ts';
import { KeptStream } from './kept-stream.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A camera that is never there, the times it was dialled, and a back-off as long as it gets. */
function absent() {
  const dialled: number[] = [];
  const open = async () => {
    dialled.push(Date.now());
    throw new StreamFault(FAULTS.unreachable);
  };
  const policy = createAddressPolicy(['127.0.0.0/8'], async () => []);
  const ports = { policy, nowUs: () => Date.now() * 1000, random: () => 0.999 };
  const target = { url: 'rtsp://127.0.0.1/', username: '', password: '' };
  const kept = new KeptStream('sub', { open, target }, ports, () => undefined);
  return { kept, dialled };
}

test('a camera that waits for its next attempt is dialled at once when somebody new wants it', async () => {
  const { kept, dialled } = absent();
  kept.start();
  await vi.advanceTimersByTimeAsync(66_000);
  const before = dialled.length;
  await vi.advanceTimersByTimeAsync(5000);
  expect(dialled).toHaveLength(before);
  kept.start();
  await vi.advanceTimersByTimeAsync(0);
  expect(dialled).toHaveLength(before + 1);
  kept.stop();
});

test('however often it is wanted, half a second lies between two attempts; the back-off goes on, and a stop ends it', async () => {
  const { kept, dialled } = absent();
  kept.start();
  for (let at = 0; at < 10_000; at += 50) {
    await vi.advanceTimersByTimeAsync(50);
    kept.start();
  }
  const gaps = dialled.slice(1).map((at, n) => at - (dialled[n] ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(500);
  const before = dialled.length;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(dialled.length - before).toBeLessThanOrEqual(1);
  kept.stop();
  await vi.advanceTimersByTimeAsync(120_000);
  expect(dialled.length - before).toBeLessThanOrEqual(1);
  expect(vi.getTimerCount()).toBe(0);
});
