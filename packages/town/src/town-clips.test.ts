import { readdirSync, statSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { CameraClips, StreamShape } from './clip-index.ts';
import { loadTownClips, TownClip } from './town-clips.ts';
import { townPlan } from './town-plan.ts';

const shape: StreamShape = { width: 16, height: 16, fps: 10, gop: 20, loop: 160, sps: 'Z0I=', pps: 'aA==' };
const clips: CameraClips = {
  file: 'x.h264',
  shift: 4,
  start: 8,
  loop: Array.from({ length: 160 }, () => 5),
  scenario: { '3': Array.from({ length: 20 }, () => 5), '33': Array.from({ length: 20 }, () => 5) },
};
/** Each unit's only byte tells its index in the file. */
const bytes = Buffer.concat([
  Buffer.alloc(8),
  ...Array.from({ length: 200 }, (_, i) => Buffer.from([0, 0, 0, 1, i])),
]);
const shown = (clip: TownClip, n: number): number => clip.slice(n)[0] as number;

it('repeats the loop without a seam: picture n and n + loop are the same, keys keep their distance', () => {
  const clip = new TownClip(shape, clips, bytes, { startsAt: undefined });
  for (let n = 1000; n < 1400; n++) {
    expect(shown(clip, n)).toBe(shown(clip, n + 160));
    expect(shown(clip, n)).toBe((n - 4) % 160);
    expect(n - clip.keyAt(n)).toBe((n - 4) % 20);
  }
});

it('shows the scenario’s groups in their time and the loop in all others', () => {
  const clip = new TownClip(shape, clips, bytes, { startsAt: 32_000 });
  const first = 320 + 4;
  expect(shown(clip, first + 59)).toBe(59);
  expect(shown(clip, first + 60)).toBe(160);
  expect(shown(clip, first + 79)).toBe(179);
  expect(shown(clip, first + 80)).toBe(80);
});

it('repeats the aftermath for as long as the scenario lasts', () => {
  const clip = new TownClip(shape, clips, bytes, { startsAt: 32_000 });
  const first = 320 + 4;
  for (const round of [0, 1, 7]) expect(shown(clip, first + 33 * 20 + round * 160)).toBe(180);
});

it('switches back at a key picture, never inside a group', () => {
  const scenario: { startsAt: number | undefined } = { startsAt: 32_000 };
  const clip = new TownClip(shape, clips, bytes, scenario);
  const first = 320 + 4 + 60;
  expect(shown(clip, first)).toBe(160);
  scenario.startsAt = undefined;
  expect(shown(clip, first + 19)).toBe(179);
  expect(shown(clip, first + 20)).toBe(80);
  expect(shown(clip, first + 160)).toBe(60);
});

it('refuses a file that does not match the index', () => {
  expect(() => new TownClip(shape, clips, bytes.subarray(1), { startsAt: undefined })).toThrow(
    'does not match',
  );
});

it('ships both streams of every camera, at most 20 MB in all, each group beginning with a key', () => {
  const mounts = loadTownClips({ startsAt: undefined });
  const paths = townPlan().cameras.flatMap(({ id }) => [`/${id}/main`, `/${id}/sub`]);
  expect([...mounts.keys()].sort()).toEqual(paths.sort());
  const folder = new URL('../data/clips/', import.meta.url);
  const sizes = readdirSync(folder).map((name) => statSync(new URL(name, folder)).size);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(20_000_000);
  for (const source of mounts.values())
    for (let n = 0; n < source.fps * 16; n++)
      expect((source.slice(n)[0] as number) & 31).toBe(source.keyAt(n) === n ? 5 : 1);
});
