import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GRID, type MaskPolygon, maskCells } from './mask.ts';

const point = fc.record({
  x: fc.double({ min: 0, max: 1, noNaN: true }),
  y: fc.double({ min: 0, max: 1, noNaN: true }),
});
const polygon = fc.array(point, { minLength: 3, maxLength: 12 });

function covered(cells: ReturnType<typeof maskCells>, x: number, y: number): boolean {
  const across = Math.min(GRID.across - 1, Math.floor(x * GRID.across));
  const down = Math.min(GRID.down - 1, Math.floor(y * GRID.down));
  return cells.some((c) => across >= c.x && across < c.x + c.width && down >= c.y && down < c.y + c.height);
}

describe('the cells of a mask', () => {
  it('cover every point of every edge, and every point between three corners', () => {
    const weights = fc.tuple(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(polygon, { minLength: 1, maxLength: 4 }), weights, (mask, [s, t]) => {
        const cells = maskCells(mask);
        for (const corners of mask)
          for (const [i, from] of corners.entries()) {
            const to = corners[(i + 1) % corners.length] as (typeof corners)[number];
            expect(covered(cells, from.x + s * (to.x - from.x), from.y + s * (to.y - from.y))).toBe(true);
          }
        for (const [a, b, c] of mask.filter(({ length }) => length === 3) as [never, never, never][]) {
          const at = (axis: 'x' | 'y') =>
            (a[axis] as number) * s * t + (b[axis] as number) * (1 - s) * t + (c[axis] as number) * (1 - t);
          expect(covered(cells, at('x'), at('y'))).toBe(true);
        }
      }),
    );
  });

  it('of two polygons that wind against each other stay covered where both lie', () => {
    const house: MaskPolygon = [
      { x: 0.2, y: 0.2 },
      { x: 0.8, y: 0.2 },
      { x: 0.8, y: 0.8 },
      { x: 0.2, y: 0.8 },
    ];
    expect(covered(maskCells([house, house.toReversed()]), 0.5, 0.5)).toBe(true);
  });

  it('never overlap, and lie inside the picture', () => {
    fc.assert(
      fc.property(fc.array(polygon, { maxLength: 4 }), (mask) => {
        const seen = new Set<number>();
        for (const { x, y, width, height } of maskCells(mask)) {
          expect(x + width).toBeLessThanOrEqual(GRID.across);
          expect(y + height).toBeLessThanOrEqual(GRID.down);
          for (let down = y; down < y + height; down++)
            for (let across = x; across < x + width; across++) {
              const cell = down * GRID.across + across;
              expect(seen.has(cell)).toBe(false);
              seen.add(cell);
            }
        }
      }),
    );
  });

  it('of nothing are none', () => {
    expect(maskCells([])).toEqual([]);
  });
});
