import { describe, expect, it } from 'vitest';
import { capacity, fittedShape, LAYOUTS, layoutFor, neighbour, shapeOf, wantsMain } from './layouts.ts';

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

  it('fitted to their tiles leave no empty row', () => {
    const rows = (count: number): number => fittedShape(layoutFor(count), count).rows;
    expect([1, 2, 4, 6, 7, 9, 10, 12, 13, 16].map(rows)).toEqual([1, 1, 2, 3, 3, 3, 3, 3, 4, 4]);
  });

  it('take the main stream for tiles of half the wall or more, and the sub stream for the rest', () => {
    expect(wantsMain('1', 0)).toBe(true);
    expect(wantsMain('1+12', 0)).toBe(true);
    expect(wantsMain('1+12', 1)).toBe(false);
    expect(wantsMain('4x4', 0)).toBe(false);
  });

  it('are walked with the arrow keys, and stop at the edge', () => {
    expect(neighbour('4x4', 0, 'ArrowRight', 12)).toBe(1);
    expect(neighbour('4x4', 0, 'ArrowDown', 12)).toBe(4);
    expect(neighbour('4x4', 0, 'ArrowLeft', 12)).toBe(0);
    expect(neighbour('4x4', 8, 'ArrowDown', 12)).toBe(8);
  });
});
