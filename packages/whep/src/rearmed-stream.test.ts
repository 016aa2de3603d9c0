import type { AccessUnit, CameraState } from '@porchlight/media';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RearmedStream } from './rearmed-stream.ts';
import { RESTING } from './session-words.ts';
import type { OpenedWhep, WhepHandlers, WhepRefusal } from './whep-session.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => vi.useRealTimers());

const unit = (key: boolean, captureUs: number): AccessUnit => ({
  codec: 'h264',
  key,
  discardable: false,
  captureUs,
  data: Buffer.from([captureUs & 255]),
  width: 640,
  height: 360,
  codecString: 'avc1.42E01F',
});

interface Played {
  readonly handlers: WhepHandlers;
  closed: boolean;
}

function scene(limitMs: number | null = 60_000) {
  const sessions: Played[] = [];
  const units: AccessUnit[] = [];
  const states: CameraState[] = [];
  const world = { permitted: true, refuse: undefined as WhepRefusal | undefined, renewed: [] as boolean[] };
  const stream = new RearmedStream(
    {
      mayOpen: () => world.permitted,
      resting: () => RESTING,
      access: async (renew) => {
        world.renewed.push(renew);
        return { kind: 'granted', target: { url: 'https://x/', token: 't', limitMs } };
      },
      open: async (_, handlers): Promise<OpenedWhep> => {
        if (world.refuse) return { kind: 'refused', refusal: world.refuse };
        const played: Played = { handlers, closed: false };
        sessions.push(played);
        return {
          kind: 'open',
          close: () => {
            played.closed = true;
          },
        };
      },
      random: () => 0,
    },
    (each) => units.push(each),
    (state) => states.push(state),
  );
  const kinds = (): string[] => states.map(({ kind }) => kind);
  const at = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
  return { stream, sessions, units, states, world, kinds, at };
}

describe('a stream made of sessions that end', () => {
  it('opens the next one five seconds before the limit and takes over at its first key unit', async () => {
    const { stream, sessions, units, at, kinds } = scene();
    stream.start();
    await at(0);
    sessions[0]?.handlers.onUnit(unit(true, 100));
    await at(54_900);
    expect(sessions).toHaveLength(1);
    await at(200);
    expect(sessions).toHaveLength(2);
    sessions[1]?.handlers.onUnit(unit(false, 150));
    sessions[0]?.handlers.onUnit(unit(false, 200));
    expect(sessions[0]?.closed).toBe(false);
    sessions[1]?.handlers.onUnit(unit(true, 190));
    sessions[0]?.handlers.onUnit(unit(false, 300));
    sessions[1]?.handlers.onUnit(unit(false, 310));
    expect(sessions[0]?.closed).toBe(true);
    expect(units.map(({ captureUs }) => captureUs)).toEqual([100, 200, 201, 310]);
    expect(kinds()).toEqual(['connecting', 'live']);
  });

  it('learns that no second session is allowed, ends its own just before the limit and says re-arming', async () => {
    const { stream, sessions, world, at, kinds } = scene(30_000);
    stream.start();
    await at(0);
    sessions[0]?.handlers.onUnit(unit(true, 100));
    world.refuse = { kind: 'conflict' };
    await at(25_100);
    expect(kinds().at(-1)).toBe('live');
    world.refuse = undefined;
    await at(4_800);
    expect(sessions[0]?.closed).toBe(true);
    expect(kinds().at(-1)).toBe('re-arming');
    sessions[1]?.handlers.onUnit(unit(true, 200));
    expect(kinds()).toEqual(['connecting', 'live', 're-arming', 'live']);
    await at(26_000);
    expect(sessions).toHaveLength(2);
  });

  it('asks before each session whether somebody is permitted, and ends what plays on a no', async () => {
    const { stream, sessions, world, at, kinds } = scene();
    stream.start();
    await at(0);
    sessions[0]?.handlers.onUnit(unit(true, 100));
    world.permitted = false;
    await at(120_000);
    expect(sessions).toHaveLength(1);
    expect(sessions[0]?.closed).toBe(true);
    expect(kinds().at(-1)).toBe('resting');
  });

  it('takes a session that the service ends after a while for one at its limit, and goes on at once', async () => {
    const { stream, sessions, at, kinds } = scene(null);
    stream.start();
    await at(0);
    sessions[0]?.handlers.onUnit(unit(true, 100));
    await at(20_000);
    sessions[0]?.handlers.onEnded('closed');
    await at(0);
    expect(sessions).toHaveLength(2);
    expect(kinds()).toEqual(['connecting', 'live', 're-arming']);
  });

  it('waits as long as Retry-After says', async () => {
    const { stream, sessions, world, at, states } = scene();
    world.refuse = { kind: 'busy', retryMs: 7_000 };
    stream.start();
    await at(0);
    expect(states.at(-1)).toMatchObject({ kind: 'unreachable', detail: expect.stringContaining('7 s') });
    world.refuse = undefined;
    await at(6_900);
    expect(sessions).toHaveLength(0);
    await at(200);
    expect(sessions).toHaveLength(1);
  });

  it('asks for a new token once the old one is refused, and backs off while it stays refused', async () => {
    const { stream, world, at, kinds } = scene();
    world.refuse = { kind: 'unauthorised' };
    stream.start();
    await at(0);
    await at(600);
    expect(world.renewed).toEqual([false, true]);
    expect(kinds().at(-1)).toBe('refused');
    await at(100);
    expect(world.renewed).toHaveLength(2);
  });

  it('closes a session that was still being opened when the last viewer left', async () => {
    const { stream, sessions, at, kinds } = scene();
    stream.start();
    await at(0);
    stream.stop();
    sessions[0]?.handlers.onUnit(unit(true, 100));
    expect(sessions[0]?.closed).toBe(true);
    expect(kinds().at(-1)).toBe('resting');
    expect(stream.gop.units()).toEqual([]);
    await at(120_000);
    expect(sessions).toHaveLength(1);
  });
});
