import { type AccessUnit, type CameraState, createAddressPolicy } from '@porchlight/media';
import type { RingDevice, RingService } from '@porchlight/town';
import { afterEach, describe, expect, it } from 'vitest';
import { DOORBELL, FLOODLIGHT, linkedToken, startLiveService, whepUrl } from '../test/live-service.ts';
import { openRearmedCamera } from './rearmed-camera.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function until(what: () => boolean, label: string, ms = 20_000): Promise<void> {
  for (const end = performance.now() + ms; performance.now() < end; ) {
    if (what()) return;
    await new Promise((later) => setTimeout(later, 10));
  }
  throw new Error(`waited in vain for ${label}`);
}

interface Watched {
  readonly service: RingService;
  readonly states: CameraState[];
  /** Each unit with the time it came, ms. */
  readonly units: { readonly unit: AccessUnit; readonly at: number }[];
  readonly stop: () => void;
  permitted: boolean;
}

async function watch(
  device: RingDevice,
  limitMs: number,
  { allow = ['127.0.0.0/8'], permitted = true } = {},
): Promise<Watched> {
  const service = await startLiveService({ batteryMs: limitMs, mainsMs: limitMs });
  closers.push(() => service.close());
  const token = await linkedToken(service);
  const states: CameraState[] = [];
  const units: Watched['units'] = [];
  const watched = { service, states, units, permitted, stop: (): void => undefined };
  const camera = openRearmedCamera(
    {
      policy: createAddressPolicy(allow, async () => []),
      nowUs: () => Date.now() * 1000,
      random: () => 0,
      mayOpen: () => watched.permitted,
      access: async () => ({
        kind: 'granted',
        target: { url: whepUrl(service, device), token, limitMs },
      }),
    },
    (state) => states.push(state),
  );
  closers.push(() => camera.close());
  expect(camera.state.kind).toBe('resting');
  watched.stop = camera.subscribe('main', (unit) => units.push({ unit, at: performance.now() }));
  return watched;
}

const gaps = (units: Watched['units']): number[] =>
  units.slice(1).map(({ at }, i) => at - (units[i]?.at ?? at));

describe('a camera behind WHEP', () => {
  it('on mains goes on through the end of two sessions, and every unit after a change of session starts at a key', async () => {
    const { service, states, units, stop } = await watch(FLOODLIGHT, 6_000);
    await until(() => service.live.opened >= 3 && units.length > 60, 'two re-arms');
    await new Promise((later) => setTimeout(later, 1500));
    expect(units[0]?.unit.key).toBe(true);
    expect(units[0]?.unit).toMatchObject({ width: 640, height: 360, codec: 'h264' });
    expect(Math.max(...gaps(units))).toBeLessThan(1000);
    const times = units.map(({ unit }) => unit.captureUs);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(states.map(({ kind }) => kind)).toEqual(['connecting', 'live']);
    stop();
    await until(() => service.live.running.length === 0, 'the session to be ended by us');
  });

  it('on battery, where no second session is allowed, says re-arming and goes on', async () => {
    const { states, units } = await watch(DOORBELL, 5_000);
    await until(() => states.filter(({ kind }) => kind === 'live').length >= 3, 'two re-arms', 30_000);
    const kinds = states.map(({ kind }) => kind);
    expect(kinds.slice(0, 5)).toEqual(['connecting', 'live', 're-arming', 'live', 're-arming']);
    expect(units.length).toBeGreaterThan(50);
  });

  it('opens nothing while nobody is permitted, and nothing more once the permission is gone', async () => {
    const watched = await watch(FLOODLIGHT, 4_000, { permitted: false });
    await new Promise((later) => setTimeout(later, 1200));
    expect(watched.service.live.opened).toBe(0);
    watched.permitted = true;
    await until(() => watched.units.length > 5, 'pictures');
    watched.permitted = false;
    await until(() => watched.service.live.running.length === 0, 'the end of the session');
    const { opened } = watched.service.live;
    await new Promise((later) => setTimeout(later, 2500));
    expect(watched.service.live.opened).toBe(opened);
    expect(watched.states.at(-1)?.kind).toBe('resting');
  });

  it('says what is wrong when the device is offline, and waits as long as a busy service asks', async () => {
    const { service, states } = await watch(FLOODLIGHT, 60_000);
    await until(() => states.some(({ kind }) => kind === 'live'), 'pictures');
    service.setFault(FLOODLIGHT.id, 'offline');
    service.live.endWhere(() => true);
    await until(() => states.at(-1)?.detail.includes('offline') === true, 'the offline state');
    service.setFault(FLOODLIGHT.id, 'throttled');
    await until(() => states.at(-1)?.detail.includes('asks to wait 2 s') === true, 'the wait');
    service.setFault(FLOODLIGHT.id, 'none');
    await until(() => states.at(-1)?.kind === 'live', 'pictures again');
  });

  it('never connects to an address that no camera may have', async () => {
    const { service, states } = await watch(FLOODLIGHT, 60_000, { allow: [] });
    await until(() => states.at(-1)?.kind === 'forbidden', 'the refusal');
    expect(service.live.opened).toBe(0);
  });
});
