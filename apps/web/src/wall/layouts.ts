/** Wall layouts. `1+n` and `2+n`: that many large tiles, the rest small. */
export const LAYOUTS = ['1', '2x2', '3x3', '4x4', '1+5', '1+7', '2+8', '1+12'] as const;
export type Layout = (typeof LAYOUTS)[number];

/** A tile's place in the grid: from 1, as CSS grid lines count. */
export interface Slot {
  readonly column: number;
  readonly row: number;
  /** Columns and rows that it spans. */
  readonly span: number;
}

export interface Shape {
  readonly columns: number;
  readonly rows: number;
  readonly slots: readonly Slot[];
}

const grid = (n: number): Shape => ({
  columns: n,
  rows: n,
  slots: Array.from({ length: n * n }, (_, i) => ({
    column: (i % n) + 1,
    row: Math.floor(i / n) + 1,
    span: 1,
  })),
});

/** Large tiles first, then the cells they leave, row by row. */
function around(columns: number, rows: number, large: readonly Slot[]): Shape {
  const taken = new Set<string>();
  for (const { column, row, span } of large)
    for (let c = 0; c < span; c++) for (let r = 0; r < span; r++) taken.add(`${column + c},${row + r}`);
  const small: Slot[] = [];
  for (let row = 1; row <= rows; row++)
    for (let column = 1; column <= columns; column++)
      if (!taken.has(`${column},${row}`)) small.push({ column, row, span: 1 });
  return { columns, rows, slots: [...large, ...small] };
}

const SHAPES: Readonly<Record<Layout, Shape>> = {
  '1': grid(1),
  '2x2': grid(2),
  '3x3': grid(3),
  '4x4': grid(4),
  '1+5': around(3, 3, [{ column: 1, row: 1, span: 2 }]),
  '1+7': around(4, 4, [{ column: 1, row: 1, span: 3 }]),
  '2+8': around(4, 4, [
    { column: 1, row: 1, span: 2 },
    { column: 3, row: 1, span: 2 },
  ]),
  '1+12': around(4, 4, [{ column: 2, row: 2, span: 2 }]),
};

export function shapeOf(layout: Layout): Shape {
  return SHAPES[layout];
}

/** The most tiles that a fitted wall shows. */
export const FIT_MAX = 16;
const PICTURE_SHAPE = 16 / 9;

/** The grid in which `count` (at most 16) pictures of 16:9 come out largest on an area of these proportions. */
export function fitShape(count: number, area: { readonly width: number; readonly height: number }): Shape {
  const tiles = Math.min(FIT_MAX, Math.max(1, count));
  let columns = 1;
  let best = 0;
  for (let c = 1; c <= tiles; c++) {
    const width = Math.min(area.width / c, (area.height / Math.ceil(tiles / c)) * PICTURE_SHAPE);
    // Of two that come out the same, the wider grid: a wall is read line by line.
    if (width < best) continue;
    best = width;
    columns = c;
  }
  const slots = Array.from({ length: tiles }, (_, i) => ({
    column: (i % columns) + 1,
    row: Math.floor(i / columns) + 1,
    span: 1,
  }));
  return { columns, rows: Math.ceil(tiles / columns), slots };
}

/** How many tiles a layout shows. */
export function capacity(layout: Layout): number {
  return SHAPES[layout].slots.length;
}

/** The layout with the largest tiles that shows `count` cameras at once; 4x4 when none does. For keeping a fitted wall by name. */
export function layoutFor(count: number): Layout {
  if (count <= 1) return '1';
  if (count <= 4) return '2x2';
  if (count <= 6) return '1+5';
  if (count <= 9) return '3x3';
  return '4x4';
}

/** True when a tile is large enough to deserve the main stream: half the wall in both directions. */
export function wantsMain(shape: Shape, index: number): boolean {
  const slot = shape.slots[index];
  return slot !== undefined && slot.span / Math.max(shape.columns, shape.rows) >= 0.5;
}

/** The slot reached from `from` with an arrow key; the same one at the wall's edge. */
export function neighbour(
  { slots }: Shape,
  from: number,
  key: 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown',
  count: number,
): number {
  const here = slots[from];
  if (here === undefined) return 0;
  const centre = (slot: Slot): [number, number] => [slot.column + slot.span / 2, slot.row + slot.span / 2];
  const [x, y] = centre(here);
  let best = from;
  let bestCost = Number.POSITIVE_INFINITY;
  for (const [i, slot] of slots.slice(0, count).entries()) {
    const [sx, sy] = centre(slot);
    const along = { ArrowLeft: x - sx, ArrowRight: sx - x, ArrowUp: y - sy, ArrowDown: sy - y }[key];
    const across = key === 'ArrowLeft' || key === 'ArrowRight' ? Math.abs(sy - y) : Math.abs(sx - x);
    const cost = along + across * 2;
    if (i !== from && along > 0.1 && cost < bestCost) {
      best = i;
      bestCost = cost;
    }
  }
  return best;
}
