import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { capacity, fitShape, LAYOUTS, layoutFor, neighbour, shapeOf, wantsMain } from './layouts.ts';

describe('wall layouts', () => {
  it.each([
    ['1', 1],
    ['2x2', 4],
    ['3x3', 9],
    ['4x4', 16],
    ['1+5', 6],
    ['1+7', 8],
    ['2+8', 10],
    ['1+12', 13],
  ] as const)('%s shows %i tiles', (layout, count) => {
    expect(capacity(layout)).toBe(count);
  });

  it('cover every cell exactly once', () => {
    for (const layout of LAYOUTS) {
      const { columns, rows, slots } = shapeOf(layout);
      const cells = slots.flatMap(({ column, row, span }) =>
        Array.from({ length: span * span }, (_, i) => `${column + (i % span)},${row + Math.floor(i / span)}`),
      );
      expect(new Set(cells).size, layout).toBe(cells.length);
      expect(cells, layout).toHaveLength(columns * rows);
    }
  });

  it('are picked so that every camera has a tile', () => {
    for (let count = 1; count <= 16; count++)
      expect(capacity(layoutFor(count))).toBeGreaterThanOrEqual(count);
  });

  it('fitted to their area show the pictures as large as they can be', () => {
    const grid = (count: number, width: number, height: number): string => {
      const { columns, rows } = fitShape(count, { width, height });
      return `${columns}x${rows}`;
    };
    expect(grid(12, 1600, 900)).toBe('4x3');
    expect(grid(12, 836, 712)).toBe('3x4');
    expect(grid(12, 400, 900)).toBe('2x6');
    expect(grid(2, 1600, 900)).toBe('2x1');
    expect(grid(1, 1600, 900)).toBe('1x1');
    expect(grid(16, 1600, 900)).toBe('4x4');
  });

  it('fitted to any area have a slot for each of 16 tiles', () => {
    const side = fc.integer({ min: 0, max: 8000 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40 }), side, side, (count, width, height) => {
        const { columns, rows, slots } = fitShape(count, { width, height });
        expect(slots).toHaveLength(Math.min(16, Math.max(1, count)));
        expect(slots.every(({ column, row }) => column <= columns && row <= rows)).toBe(true);
      }),
    );
  });

  it('take the main stream for tiles of half the wall or more, and the sub stream for the rest', () => {
    expect(wantsMain(shapeOf('1'), 0)).toBe(true);
    expect(wantsMain(shapeOf('1+12'), 0)).toBe(true);
    expect(wantsMain(shapeOf('1+12'), 1)).toBe(false);
    expect(wantsMain(shapeOf('4x4'), 0)).toBe(false);
    expect(wantsMain(fitShape(2, { width: 1600, height: 900 }), 1)).toBe(true);
    expect(wantsMain(fitShape(5, { width: 836, height: 712 }), 0)).toBe(false);
  });

  it('are walked with the arrow keys, and stop at the edge', () => {
    expect(neighbour(shapeOf('4x4'), 0, 'ArrowRight', 12)).toBe(1);
    expect(neighbour(shapeOf('4x4'), 0, 'ArrowDown', 12)).toBe(4);
    expect(neighbour(shapeOf('4x4'), 0, 'ArrowLeft', 12)).toBe(0);
    expect(neighbour(shapeOf('4x4'), 8, 'ArrowDown', 12)).toBe(8);
  });
});
