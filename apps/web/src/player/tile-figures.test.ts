import type { CameraId } from '@porchlight/domain';
import { expect, it } from 'vitest';
import { type FirstKind, TileFigures } from './tile-figures.ts';

const live = { captureUs: Date.now() * 1000, catchUp: false, masked: false, sentMs: undefined };

it('a picture sent to catch up is the first drawn, and says how old it is, but is not live', () => {
  const firsts: FirstKind[] = [];
  const figures = new TileFigures('cam-a' as CameraId, (kind) => firsts.push(kind));
  const ago = 1500;
  figures.drawn('sub', {
    captureUs: (Date.now() - ago) * 1000,
    catchUp: true,
    masked: false,
    sentMs: Date.now() - ago,
  });
  expect(firsts).toEqual(['first-drawn']);
  expect(figures.stats(0).catchUpMs).toBeGreaterThanOrEqual(ago - 1);
  expect(figures.stats(0).glassMs).toBeNull();
  figures.drawn('sub', live);
  figures.drawn('main', live);
  expect(firsts).toEqual(['first-drawn', 'first-live']);
  expect(figures.stats(12.6)).toMatchObject({ drawn: 3, catchUpMs: 0, stream: 'main', lagMs: 13 });
});

it('counts what did not open', () => {
  const figures = new TileFigures('cam-a' as CameraId, () => undefined);
  figures.rejected();
  figures.rejected();
  expect(figures.stats(0)).toMatchObject({ rejected: 2, drawn: 0, lastDrawnAt: null });
});
