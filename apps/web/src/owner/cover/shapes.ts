import type { Polygons } from './cover-calls.ts';

export type Polygon = Polygons[number];
export type Point = Polygon[number];

export const MOST_SHAPES = 16;
export const MOST_POINTS = 64;
const SMALLEST_STEP = 0.01;

const within = (part: number): number => Math.round(Math.min(1, Math.max(0, part)) * 10_000) / 10_000;

export function pointAt(x: number, y: number): Point {
  return { x: within(x), y: within(y) };
}

/** A rectangle in the middle, to be moved where it belongs. */
export function newShape(): Polygon {
  return [pointAt(0.4, 0.4), pointAt(0.6, 0.4), pointAt(0.6, 0.6), pointAt(0.4, 0.6)];
}

export function movedPoint(shape: Polygon, index: number, to: Point): Polygon {
  return shape.map((point, i) => (i === index ? pointAt(to.x, to.y) : point));
}

/** The whole shape by so much, stopped at the picture's edge as it is. */
export function movedShape(shape: Polygon, dx: number, dy: number): Polygon {
  const xs = shape.map(({ x }) => x);
  const ys = shape.map(({ y }) => y);
  const right = Math.min(1 - Math.max(...xs), Math.max(-Math.min(...xs), dx));
  const down = Math.min(1 - Math.max(...ys), Math.max(-Math.min(...ys), dy));
  return shape.map(({ x, y }) => pointAt(x + right, y + down));
}

/** A point more, in the middle of the side after `index`; the same shape when it has as many as it may. */
export function withPoint(shape: Polygon, index: number): Polygon {
  const from = shape[index];
  const to = shape[(index + 1) % shape.length];
  if (from === undefined || to === undefined || shape.length >= MOST_POINTS) return shape;
  return shape.toSpliced(index + 1, 0, pointAt((from.x + to.x) / 2, (from.y + to.y) / 2));
}

/** A point less; the same shape when only three are left. */
export function withoutPoint(shape: Polygon, index: number): Polygon {
  return shape.length > 3 ? shape.toSpliced(index, 1) : shape;
}

/** Where an arrow key moves to, in parts of the picture; undefined for another key. With shift ten times as far. */
export function stepOf(key: string, far: boolean): { dx: number; dy: number } | undefined {
  const step = far ? SMALLEST_STEP * 10 : SMALLEST_STEP;
  switch (key) {
    case 'ArrowLeft':
      return { dx: -step, dy: 0 };
    case 'ArrowRight':
      return { dx: step, dy: 0 };
    case 'ArrowUp':
      return { dx: 0, dy: -step };
    case 'ArrowDown':
      return { dx: 0, dy: step };
    default:
      return undefined;
  }
}

/** Whether what is covered now stays covered as it is: then no signature is needed. */
export function onlyAdds(before: Polygons, after: Polygons): boolean {
  const kept = new Set(after.map((shape) => JSON.stringify(shape)));
  return before.every((shape) => kept.has(JSON.stringify(shape)));
}
