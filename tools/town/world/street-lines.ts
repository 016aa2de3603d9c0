import type { LocalPoint } from '../../../packages/town/src/local-frame.ts';
import type { Street } from '../../../packages/town/src/neighbourhood.ts';

/** Where a point lies relative to the streets. Distances in metres. */
export interface OnStreet {
  readonly name: string;
  readonly halfWidthM: number;
  /** Signed distance from the centre line, positive to the left of its direction. */
  readonly acrossM: number;
  readonly alongM: number;
  /** Distance to the edge of the nearest other street's carriageway; large when there is none. */
  readonly otherEdgeM: number;
  /** True when that other street passes here, false when it only ends near. */
  readonly otherPasses: boolean;
}

interface Segment {
  readonly street: Street;
  readonly a: LocalPoint;
  readonly dx: number;
  readonly dy: number;
  readonly length: number;
  readonly from: number;
}

const CELL_M = 8;
const REACH_M = 22;

/** Answers which carriageway a point is on, from a grid of the streets within `REACH_M`. */
export class StreetLines {
  readonly #cells = new Map<number, Segment[]>();

  constructor(streets: readonly Street[], halfSideM: number) {
    for (const street of streets) {
      let from = 0;
      for (let i = 1; i < street.points.length; i++) {
        const a = street.points[i - 1] as LocalPoint;
        const b = street.points[i] as LocalPoint;
        const length = Math.hypot(b[0] - a[0], b[1] - a[1]);
        if (length === 0) continue;
        this.#add(
          { street, a, dx: (b[0] - a[0]) / length, dy: (b[1] - a[1]) / length, length, from },
          halfSideM,
        );
        from += length;
      }
    }
  }

  #add(segment: Segment, halfSideM: number): void {
    const seen = new Set<number>();
    for (let t = 0; t <= segment.length + CELL_M / 2; t += CELL_M / 2) {
      const x = segment.a[0] + segment.dx * Math.min(t, segment.length);
      const y = segment.a[1] + segment.dy * Math.min(t, segment.length);
      if (Math.abs(x) > halfSideM || Math.abs(y) > halfSideM) continue;
      for (let i = -REACH_M; i <= REACH_M; i += CELL_M)
        for (let j = -REACH_M; j <= REACH_M; j += CELL_M) seen.add(cellOf(x + i, y + j));
    }
    for (const cell of seen) {
      const list = this.#cells.get(cell);
      if (list === undefined) this.#cells.set(cell, [segment]);
      else list.push(segment);
    }
  }

  /** The street whose carriageway is nearest, or undefined far from all. */
  at(x: number, y: number): OnStreet | undefined {
    let best: Near | undefined;
    let other: Near | undefined;
    for (const segment of this.#cells.get(cellOf(x, y)) ?? []) {
      const near = nearOf(segment, x, y);
      if (best === undefined || near.edge < best.edge) {
        if (best !== undefined && best.segment.street.name !== segment.street.name)
          other = nearer(other, best);
        best = near;
        if (other?.segment.street.name === segment.street.name) other = undefined;
      } else if (segment.street.name !== best.segment.street.name) other = nearer(other, near);
    }
    if (best === undefined) return undefined;
    const { name, halfWidthM } = best.segment.street;
    return {
      name,
      halfWidthM,
      acrossM: (best.edge + halfWidthM) * best.side,
      alongM: best.segment.from + best.along,
      otherEdgeM: other?.edge ?? 99,
      otherPasses: other !== undefined && other.along >= -1 && other.along <= other.segment.length + 1,
    };
  }
}

interface Near {
  readonly segment: Segment;
  /** Distance to the edge of the carriageway, negative on it. */
  readonly edge: number;
  readonly along: number;
  readonly side: 1 | -1;
}

function nearOf(s: Segment, x: number, y: number): Near {
  const px = x - s.a[0];
  const py = y - s.a[1];
  const along = px * s.dx + py * s.dy;
  const t = Math.max(0, Math.min(s.length, along));
  const edge = Math.hypot(px - s.dx * t, py - s.dy * t) - s.street.halfWidthM;
  return { segment: s, edge, along, side: s.dx * py - s.dy * px >= 0 ? 1 : -1 };
}

function nearer(a: Near | undefined, b: Near): Near {
  return a === undefined || b.edge < a.edge ? b : a;
}

function cellOf(x: number, y: number): number {
  return (Math.floor(x / CELL_M) + 4096) * 8192 + Math.floor(y / CELL_M) + 4096;
}

/** The pieces of one street joined end to end into its longest line, within `limitM` of the origin. */
export function joinedLine(streets: readonly Street[], name: string, limitM: number): LocalPoint[] {
  const inside = (p: LocalPoint): boolean => Math.abs(p[0]) < limitM && Math.abs(p[1]) < limitM;
  const pieces = streets.filter((s) => s.name === name && s.points.some(inside)).map((s) => [...s.points]);
  let line = pieces.shift() ?? [];
  for (let grown = true; grown; ) {
    grown = false;
    for (const [i, piece] of pieces.entries()) {
      const joined = join(line, piece);
      if (joined === undefined) continue;
      line = joined;
      pieces.splice(i, 1);
      grown = true;
      break;
    }
  }
  const first = line.findIndex(inside);
  const last = line.findLastIndex(inside);
  return line.slice(Math.max(0, first - 1), last + 2);
}

function join(a: LocalPoint[], b: LocalPoint[]): LocalPoint[] | undefined {
  const meet = (p: LocalPoint | undefined, q: LocalPoint | undefined): boolean =>
    p !== undefined && q !== undefined && Math.hypot(p[0] - q[0], p[1] - q[1]) < 1;
  if (meet(a.at(-1), b[0])) return [...a, ...b.slice(1)];
  if (meet(a.at(-1), b.at(-1))) return [...a, ...b.toReversed().slice(1)];
  if (meet(a[0], b.at(-1))) return [...b, ...a.slice(1)];
  if (meet(a[0], b[0])) return [...b.toReversed(), ...a.slice(1)];
  return undefined;
}

/** A place `metres` along a line, moved `rightM` to the right, with the line's compass heading there. */
export function alongLine(
  line: readonly LocalPoint[],
  metres: number,
  rightM: number,
): { x: number; y: number; headingDeg: number } {
  let left = metres;
  for (let i = 1; i < line.length; i++) {
    const a = line[i - 1] as LocalPoint;
    const b = line[i] as LocalPoint;
    const length = Math.hypot(b[0] - a[0], b[1] - a[1]);
    if (left <= length || i === line.length - 1) {
      const [dx, dy] = [(b[0] - a[0]) / length, (b[1] - a[1]) / length];
      const headingDeg = ((Math.atan2(dx, dy) * 180) / Math.PI + 360) % 360;
      return { x: a[0] + dx * left + dy * rightM, y: a[1] + dy * left - dx * rightM, headingDeg };
    }
    left -= length;
  }
  return { x: 0, y: 0, headingDeg: 0 };
}

export function lineLength(line: readonly LocalPoint[]): number {
  let sum = 0;
  for (let i = 1; i < line.length; i++) {
    const [a, b] = [line[i - 1] as LocalPoint, line[i] as LocalPoint];
    sum += Math.hypot(b[0] - a[0], b[1] - a[1]);
  }
  return sum;
}
