/** A point of a picture: 0 … 1 from its left and top edge, whatever its size in pixels. */
export interface MaskPoint {
  readonly x: number;
  readonly y: number;
}
/** A closed polygon; its inside is painted over. Edges may cross: whatever winding encloses is covered. */
export type MaskPolygon = readonly MaskPoint[];

/** The polygons of one camera: at most 16 of 3 to 64 points, as statements of kind `masks` hold them. */
export type Mask = readonly MaskPolygon[];

/** Cells of the picture that are painted as one, across and down: at 1280x720 one is a macroblock of 16x16. */
export const GRID = { across: 80, down: 45 } as const;

/** Cells `x` … `x + width − 1` of the rows `y` … `y + height − 1`. */
export interface MaskCells {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Every cell that a polygon touches, as few rectangles as rows allow. Cells are filled polygon by polygon, so no winding unmasks. */
export function maskCells(mask: Mask): MaskCells[] {
  const grid = new Uint8Array(GRID.across * GRID.down);
  for (const polygon of mask)
    for (let y = 0; y < GRID.down; y++)
      for (let x = 0; x < GRID.across; x++) if (touches(polygon, x, y)) grid[y * GRID.across + x] = 1;
  return rectangles(grid);
}

function touches(polygon: MaskPolygon, x: number, y: number): boolean {
  const cell = {
    left: x / GRID.across,
    right: (x + 1) / GRID.across,
    top: y / GRID.down,
    bottom: (y + 1) / GRID.down,
  };
  const edges = polygon.map((from, i) => [from, polygon[(i + 1) % polygon.length] as MaskPoint] as const);
  return (
    edges.some(([from, to]) => crosses(from, to, cell)) ||
    winding(edges, (cell.left + cell.right) / 2, (cell.top + cell.bottom) / 2) !== 0
  );
}

type Cell = { left: number; right: number; top: number; bottom: number };

/** Whether a segment meets a cell, its edge included (Liang and Barsky's clipping). */
function crosses(from: MaskPoint, to: MaskPoint, { left, right, top, bottom }: Cell): boolean {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  let start = 0;
  let end = 1;
  for (const [step, room] of [
    [-dx, from.x - left],
    [dx, right - from.x],
    [-dy, from.y - top],
    [dy, bottom - from.y],
  ] as const) {
    if (step === 0) {
      if (room < 0) return false;
      continue;
    }
    const at = room / step;
    if (step < 0) start = Math.max(start, at);
    else end = Math.min(end, at);
  }
  return start <= end;
}

/** How often the edges turn around a point; 0 is outside. */
function winding(edges: readonly (readonly [MaskPoint, MaskPoint])[], x: number, y: number): number {
  let turns = 0;
  for (const [from, to] of edges) {
    if (from.y <= y === to.y <= y) continue;
    const at = from.x + ((y - from.y) / (to.y - from.y)) * (to.x - from.x);
    if (at > x) turns += from.y <= y ? 1 : -1;
  }
  return turns;
}

/** Runs of a row, joined with the same run of the rows below. */
function rectangles(grid: Uint8Array): MaskCells[] {
  const done: MaskCells[] = [];
  let open = new Map<string, MaskCells>();
  for (let y = 0; y <= GRID.down; y++) {
    const next = new Map<string, MaskCells>();
    for (const [x, width] of y < GRID.down ? runs(grid, y) : []) {
      const key = `${x} ${width}`;
      const above = open.get(key);
      open.delete(key);
      next.set(key, above ? { ...above, height: above.height + 1 } : { x, y, width, height: 1 });
    }
    done.push(...open.values());
    open = next;
  }
  return done;
}

function runs(grid: Uint8Array, y: number): [x: number, width: number][] {
  const found: [number, number][] = [];
  for (let x = 0; x < GRID.across; x++) {
    if (grid[y * GRID.across + x] === 0) continue;
    const from = x;
    while (x < GRID.across && grid[y * GRID.across + x] === 1) x++;
    found.push([from, x - from]);
  }
  return found;
}
