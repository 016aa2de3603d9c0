import fc from 'fast-check';
import { expect, it } from 'vitest';
import { canvasSize } from './canvas-size.ts';

it('fits the picture into the tile and keeps its shape', () => {
  expect(canvasSize({ width: 640, height: 360 }, { width: 320, height: 400 })).toEqual({
    width: 320,
    height: 180,
  });
  expect(canvasSize({ width: 640, height: 360 }, { width: 4000, height: 90 })).toEqual({
    width: 160,
    height: 90,
  });
});

it('never enlarges, never leaves the tile, and is never empty', () => {
  const side = fc.integer({ min: 1, max: 4096 });
  const size = fc.record({ width: side, height: side });
  fc.assert(
    fc.property(size, size, (picture, box) => {
      const { width, height } = canvasSize(picture, box);
      expect(width).toBeGreaterThanOrEqual(1);
      expect(height).toBeGreaterThanOrEqual(1);
      expect(width).toBeLessThanOrEqual(Math.min(picture.width, box.width));
      expect(height).toBeLessThanOrEqual(Math.min(picture.height, box.height));
    }),
  );
});
