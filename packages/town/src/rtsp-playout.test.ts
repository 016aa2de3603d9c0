import { afterEach, expect, it, vi } from 'vitest';
import type { ClipSource } from './clip-source.ts';
import { Playout, type PlayoutClient } from './rtsp-playout.ts';

const source: ClipSource = {
  width: 16,
  height: 16,
  fps: 10,
  sps: Uint8Array.from([0x67, 1, 2, 3]),
  pps: Uint8Array.from([0x68, 1]),
  keyAt: (n) => n - (n % 20),
  slice: (n) => Uint8Array.from([n % 20 === 0 ? 0x65 : 0x41, n & 255]),
};

afterEach(() => {
  vi.useRealTimers();
});

function client(waiting: () => number): { client: PlayoutClient; pictures: number[] } {
  const pictures: number[] = [];
  const port: PlayoutClient['port'] = {
    get waiting() {
      return waiting();
    },
    write: (bytes) => {
      // The last packet of each unit is the slice of two bytes.
      if (bytes[1] === 0) pictures.push(bytes[bytes.length - 1] as number);
    },
    destroy: () => undefined,
  };
  const rtp = { payloadType: 96, ssrc: 1, sequence: 0 };
  const base = { rtpChannel: 0, rtcpChannel: 1, timestampBase: 0, packets: 0, bytes: 0, waitsForKey: false };
  return { client: { port, rtp, ...base }, pictures };
}

it('sends picture n at n / fps, after everything since the newest key at once', () => {
  vi.useFakeTimers({ now: 4_350 });
  const playout = new Playout(source, Date.now);
  const { client: one, pictures } = client(() => 0);
  playout.add(one);
  expect(pictures).toEqual([40, 41, 42, 43]);
  vi.advanceTimersByTime(300);
  expect(pictures.slice(4)).toEqual([44, 45, 46]);
  playout.remove(one);
  expect(vi.getTimerCount()).toBe(0);
});

it('drops to the next key for a client whose socket is full, and never resumes inside a group', () => {
  vi.useFakeTimers({ now: 4_000 });
  const playout = new Playout(source, Date.now);
  let waiting = 0;
  const slow = client(() => waiting);
  const good = client(() => 0);
  playout.add(slow.client);
  playout.add(good.client);
  waiting = 2_000_000;
  vi.advanceTimersByTime(300);
  waiting = 0;
  vi.advanceTimersByTime(2_000);
  expect(slow.pictures).toEqual([40, 60, 61, 62, 63]);
  expect(good.pictures).toHaveLength(24);
});

it('goes on from the next key after the machine slept', () => {
  vi.useFakeTimers({ now: 4_000 });
  const playout = new Playout(source, Date.now);
  const { client: one, pictures } = client(() => 0);
  playout.add(one);
  vi.setSystemTime(60_000);
  vi.advanceTimersByTime(2_100);
  expect(pictures).toEqual([40, 620 & 255, 621 & 255]);
});
