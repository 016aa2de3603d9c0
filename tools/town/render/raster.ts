import type { Mesh } from '../mesh/mesh.ts';
import { toCamera, type View } from './view.ts';

/** Samples a side of each pixel. */
export const SAMPLING = 3;
export const SKY = -1;
export const GROUND = -2;
const NEAR_M = 0.12;

/** Which triangle each sample shows, and 1/z of it (0 for the sky). */
export interface Samples {
  readonly width: number;
  readonly height: number;
  readonly inverseZ: Float32Array;
  readonly triangle: Int32Array;
}

/** Which tiles of the picture may have changed. */
export class DirtyTiles {
  static readonly SIDE = 48;
  readonly columns: number;
  readonly rows: number;
  readonly #marked = new Set<number>();

  constructor(width: number, height: number) {
    this.columns = Math.ceil(width / DirtyTiles.SIDE);
    this.rows = Math.ceil(height / DirtyTiles.SIDE);
  }

  mark(x0: number, y0: number, x1: number, y1: number): void {
    const side = DirtyTiles.SIDE;
    for (let j = Math.floor(y0 / side); j <= Math.floor(y1 / side); j++)
      for (let i = Math.floor(x0 / side); i <= Math.floor(x1 / side); i++)
        this.#marked.add(j * this.columns + i);
  }

  /** The marked tiles' top left samples; forgets them. */
  take(): { x: number; y: number }[] {
    const tiles = [...this.#marked].map((t) => ({
      x: (t % this.columns) * DirtyTiles.SIDE,
      y: Math.floor(t / this.columns) * DirtyTiles.SIDE,
    }));
    this.#marked.clear();
    return tiles;
  }
}

export function newSamples(width: number, height: number): Samples {
  const count = width * height;
  return { width, height, inverseZ: new Float32Array(count), triangle: new Int32Array(count).fill(SKY) };
}

/** Fills the samples with sky and the ground plane z = 0. */
export function drawGround(samples: Samples, view: View): void {
  const { width, height, inverseZ, triangle } = samples;
  const v = (row: number): number => (row + 0.5 - view.height / 2) / view.focal;
  for (let y = 0; y < height; y++) {
    // The right axis is level, so a row of samples has one 1/z.
    const fall = -(view.forward[2] + view.down[2] * v(y)) / view.origin[2];
    const ground = fall > 1e-4;
    inverseZ.fill(ground ? fall : 0, y * width, (y + 1) * width);
    triangle.fill(ground ? GROUND : SKY, y * width, (y + 1) * width);
  }
}

/**
 * Draws the mesh's triangles, each under its number, over what is farther. `dirty` is told what may have changed;
 * what `behind` (1/z of another picture of the same view) hides is not drawn.
 */
export function drawMesh(
  samples: Samples,
  view: View,
  mesh: Mesh,
  dirty?: DirtyTiles,
  behind?: Float32Array,
): void {
  const p = mesh.positions;
  for (let i = 0; i < mesh.triangles; i++) {
    const o = i * 9;
    const corners = [0, 3, 6].map((k) =>
      toCamera(view, p[o + k] as number, p[o + k + 1] as number, p[o + k + 2] as number),
    );
    const front = clipNear(corners as [number, number, number][]);
    for (let k = 2; k < front.length; k++)
      drawTriangle(
        samples,
        view,
        [front[0], front[k - 1], front[k]] as [number, number, number][],
        i,
        dirty,
        behind,
      );
  }
}

function clipNear(corners: [number, number, number][]): [number, number, number][] {
  if (corners.every((c) => c[2] >= NEAR_M)) return corners;
  const out: [number, number, number][] = [];
  corners.forEach((a, i) => {
    const b = corners[(i + 1) % corners.length] as [number, number, number];
    if (a[2] >= NEAR_M) out.push(a);
    if (a[2] >= NEAR_M !== b[2] >= NEAR_M) {
      const t = (NEAR_M - a[2]) / (b[2] - a[2]);
      out.push([a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, NEAR_M]);
    }
  });
  return out;
}

function drawTriangle(
  s: Samples,
  view: View,
  corners: [number, number, number][],
  id: number,
  dirty: DirtyTiles | undefined,
  behind: Float32Array | undefined,
): void {
  const [a, b, c] = corners.map(([x, y, z]) => {
    const w = 1 / z;
    return [view.width / 2 + x * w * view.focal, view.height / 2 + y * w * view.focal, w];
  }) as [number[], number[], number[]];
  const [ax, ay, aw] = a as [number, number, number];
  const [bx, by, bw] = b as [number, number, number];
  const [cx, cy, cw] = c as [number, number, number];
  const area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
  if (Math.abs(area) < 1e-9) return;
  const x0 = Math.max(0, Math.floor(Math.min(ax, bx, cx)));
  const x1 = Math.min(s.width - 1, Math.ceil(Math.max(ax, bx, cx)));
  const y0 = Math.max(0, Math.floor(Math.min(ay, by, cy)));
  const y1 = Math.min(s.height - 1, Math.ceil(Math.max(ay, by, cy)));
  if (x0 > x1 || y0 > y1) return;
  dirty?.mark(x0, y0, x1, y1);
  // 1/z is a plane over the picture: w = w0 + dwx·x + dwy·y. The edges bound each row.
  const dwx = ((bw - aw) * (cy - ay) - (cw - aw) * (by - ay)) / area;
  const dwy = ((cw - aw) * (bx - ax) - (bw - aw) * (cx - ax)) / area;
  const edges = [
    [ax, ay, bx, by],
    [bx, by, cx, cy],
    [cx, cy, ax, ay],
  ] as const;
  const { width, inverseZ, triangle } = s;
  for (let y = y0; y <= y1; y++) {
    const py = y + 0.5;
    let left = Number.POSITIVE_INFINITY;
    let right = Number.NEGATIVE_INFINITY;
    for (const [ex, ey, fx, fy] of edges) {
      if (ey === fy || py < Math.min(ey, fy) || py > Math.max(ey, fy)) continue;
      const x = ex + ((py - ey) / (fy - ey)) * (fx - ex);
      if (x < left) left = x;
      if (x > right) right = x;
    }
    const from = Math.max(x0, Math.ceil(left - 0.5));
    const to = Math.min(x1, Math.ceil(right - 0.5) - 1);
    let w = aw + dwx * (from + 0.5 - ax) + dwy * (py - ay);
    for (let i = y * width + from, end = y * width + to; i <= end; i++, w += dwx)
      if (w > (inverseZ[i] as number) && (behind === undefined || w > (behind[i] as number))) {
        inverseZ[i] = w;
        triangle[i] = id;
      }
  }
}
