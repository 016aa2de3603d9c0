import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { decoded } from '../../test/clip.ts';
import { jpegs } from '../../test/jpegs.ts';
import { PASSWORD, USER, type WebCamera, type WebScript, webCamera } from '../../test/web-camera.ts';
import type { AccessUnit } from '../access-unit.ts';
import { createAddressPolicy } from '../address-policy.ts';
import type { CameraState } from '../camera-state.ts';
import type { Mask } from '../masks/mask.ts';
import { type MaskableCamera, maskable } from '../masks/maskable-camera.ts';
import { askWhatItSends } from './ask-what-it-sends.ts';
import { openPictureCamera } from './picture-camera.ts';

const pictures = jpegs('640x360', 10);
const policy = createAddressPolicy(['127.0.0.0/8'], async () => []);
const ports = { policy, nowUs: () => Date.now() * 1000, random: () => 0 };
const closers: (() => unknown)[] = [];
afterAll(() => Promise.all(closers.map((close) => close())));

async function until(holds: () => boolean, limitMs = 20_000): Promise<void> {
  for (const end = performance.now() + limitMs; !holds(); await sleep(10))
    if (performance.now() > end) throw new Error('it did not come to pass');
}

interface Watched {
  readonly served: WebCamera;
  readonly camera: MaskableCamera;
  readonly states: CameraState[];
  readonly units: AccessUnit[];
  readonly stop: () => void;
}

async function watch(
  script: WebScript,
  { mask = [], user = USER, from = pictures }: { mask?: Mask; user?: string; from?: Buffer[] } = {},
): Promise<Watched> {
  const served = await webCamera(script, from);
  const states: CameraState[] = [];
  const units: AccessUnit[] = [];
  const target = { url: served.url, username: user, password: PASSWORD };
  const source = openPictureCamera(target, ports, (state) => states.push(state));
  const camera = maskable(source, mask, (state) => states.push(state));
  const stop = camera.subscribe('sub', (unit) => units.push(unit));
  closers.push(served.close, () => camera.close());
  return { served, camera, states, units, stop };
}

/** 16 by 9, of 40 by 40 pixels each. */
const brightness = (picture: Buffer): number[] =>
  Array.from(
    { length: 16 * 9 },
    (_, n) => picture[((n >> 4) * 40 + 20) * 640 + (n % 16) * 40 + 20] as number,
  );

describe.concurrent('a camera that gives JPEG pictures', () => {
  it.each(['multipart', 'loose-multipart', 'snapshot', 'digest'] as const)(
    'by way of %s is seen as H.264, the pictures as they were, in rising time',
    async (script) => {
      const { units, camera, served } = await watch(script, { from: pictures.slice(0, 1) });
      await until(() => units.length >= 4);
      const seen = [...units];
      expect(seen.map((unit) => unit.codec)).toEqual(seen.map(() => 'h264'));
      expect(seen[0]).toMatchObject({ key: true, width: 640, height: 360 });
      const times = seen.map((unit) => unit.captureUs);
      expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
      expect(camera.state).toMatchObject({ kind: 'live', width: 640, height: 360 });
      const [made = Buffer.alloc(0)] = decoded(seen);
      const [sent = Buffer.alloc(0)] = decoded(
        [{ ...(seen[0] as AccessUnit), data: pictures[0] as Buffer }],
        'mjpeg',
      );
      const [a, b] = [brightness(made), brightness(sent)];
      const far = a.filter((value, n) => Math.abs(value - (b[n] as number)) > 24);
      expect(far.length).toBeLessThan(8);
      if (script === 'digest') expect(served.authorizations.join()).not.toMatch(/basic/i);
    },
  );

  it('is one colour where its owner covers it', async () => {
    const left: Mask = [
      [
        { x: 0, y: 0 },
        { x: 0.5, y: 0 },
        { x: 0.5, y: 1 },
        { x: 0, y: 1 },
      ],
    ];
    const { units } = await watch('multipart', { mask: left });
    await until(() => units.length >= 10);
    const covered = new Set<number>();
    for (const picture of decoded(units))
      for (let y = 0; y < 360; y++) for (let x = 0; x < 320; x++) covered.add(picture[y * 640 + x] as number);
    expect(units.every((unit) => unit.masked)).toBe(true);
    expect(covered.size).toBe(1);
  });

  it('of odd size, and of another size from now on, goes on with a key picture', async () => {
    const both = [...jpegs('641x361', 12, 'yuvj420p'), ...jpegs('320x240', 500, 'gray')];
    const { units } = await watch('multipart', { from: both });
    await until(() => units.some((unit) => unit.width === 320));
    expect(units[0]).toMatchObject({ key: true, width: 640, height: 360 });
    expect(units.find((unit) => unit.width === 320)?.key).toBe(true);
  });

  it('is asked for nothing once nobody looks, and rests', async () => {
    const { served, stop, units, camera, states } = await watch('snapshot');
    await until(() => units.length >= 2);
    stop();
    const seen = units.length;
    camera.close();
    await until(() => served.open() === 0);
    const asked = served.asked.length;
    await sleep(1500);
    expect(served.asked.length).toBe(asked);
    expect(units.length).toBe(seen);
    expect(states.at(-1)?.kind).toBe('resting');
  });
});

describe.concurrent('a camera on the web that is not as it should be says so in its own words', () => {
  it.each([
    ['basic', 'refused', 'unprotected'],
    ['moved', 'missing', 'another address'],
    ['nothing-here', 'missing', 'Check the address'],
    ['in-trouble', 'unreachable', 'in trouble'],
    ['page', 'unsupported', 'no JPEG'],
    ['zipped', 'unsupported', 'no JPEG'],
    ['hang', 'silent', 'did not answer'],
    ['falls-silent', 'silent', 'stopped sending'],
    ['cut', 'unreachable', 'closed the connection'],
    ['other-boundary', 'unsupported', 'no JPEG'],
    ['endless-headers', 'unsupported', 'no JPEG'],
    ['huge-part', 'unsupported', 'no JPEG'],
    ['huge-snapshot', 'unsupported', 'no JPEG'],
  ] as const)('%s: %s', async (script, kind, words) => {
    const { states, served, units } = await watch(script);
    await until(() => states.some((state) => state.kind === kind));
    expect(states.find((state) => state.kind === kind)?.detail).toContain(words);
    expect(units).toEqual([]);
    expect(served.asked.filter((path) => path !== '/video')).toEqual([]);
    expect(served.authorizations).toEqual([]);
  });

  it('a wrong user is told from none, and neither is tried forever at once', async () => {
    const [wrong, none] = await Promise.all([
      watch('digest', { user: 'other' }),
      watch('digest', { user: '' }),
    ]);
    await until(() => [wrong, none].every(({ states }) => states.some(({ kind }) => kind === 'refused')));
    expect(wrong.states.find(({ kind }) => kind === 'refused')?.detail).toContain('refused the user name');
    expect(none.states.find(({ kind }) => kind === 'refused')?.detail).toContain('asks for a user name');
    await sleep(300);
    expect(wrong.served.asked).toHaveLength(2);
    expect(none.served.asked).toHaveLength(1);
  });

  it('an address that no camera may have is never connected to, whatever its name resolves to', async () => {
    const served = await webCamera('multipart', pictures);
    closers.push(served.close);
    const url = served.url.replace('127.0.0.1', 'camera.example');
    const states: CameraState[] = [];
    const rebound = createAddressPolicy([], async () => ['127.0.0.1']);
    const camera = openPictureCamera(
      { url, username: '', password: '' },
      { ...ports, policy: rebound },
      (state) => states.push(state),
    );
    closers.push(() => camera.close());
    await until(() => states.some(({ kind }) => kind === 'forbidden'));
    const outside = createAddressPolicy([], async () => ['198.51.100.7']);
    expect(await askWhatItSends(url, rebound)).toMatchObject({
      kind: 'fault',
      detail: expect.stringContaining('not one a camera may have'),
    });
    expect(await askWhatItSends(url, outside)).toMatchObject({
      kind: 'fault',
      detail: expect.stringContaining('https://'),
    });
    expect(served.asked).toEqual([]);
  });
});

it.each([
  ['multipart', 'pictures'],
  ['snapshot', 'pictures'],
  ['basic', 'pictures'],
  ['digest', 'pictures'],
  ['bearer', 'something-else'],
  ['nothing-here', 'something-else'],
  ['moved', 'something-else'],
  ['page', 'something-else'],
] as const)('what answers as %s is taken for %s', async (script, meant) => {
  const served = await webCamera(script, pictures);
  closers.push(served.close);
  expect(await askWhatItSends(served.url, policy)).toEqual({ kind: meant });
  await until(() => served.open() === 0);
});

it('an address where nobody answers, or that nobody knows, is a fault in words', async () => {
  const served = await webCamera('multipart', pictures);
  await served.close();
  const fault = (words: string) => ({ kind: 'fault', detail: expect.stringContaining(words) });
  expect(await askWhatItSends(served.url, policy)).toEqual(fault('cannot be reached'));
  expect(await askWhatItSends('https://no.example/', policy)).toEqual(fault('not known'));
});
