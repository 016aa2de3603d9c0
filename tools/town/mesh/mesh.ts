/** Linear light, 0–1 and above for things that shine. */
export type Rgb = readonly [number, number, number];
export type Vec3 = readonly [number, number, number];

/** 0 lit by the scene, 1 shines by itself, 2 lit and a little shiny (glass, car paint). */
export type Material = 0 | 1 | 2;

/** Coloured triangles in metres (x east, y north, z up), with room to grow. */
export class Mesh {
  readonly positions: number[] = [];
  readonly colors: number[] = [];
  readonly materials: Material[] = [];

  get triangles(): number {
    return this.materials.length;
  }

  triangle(a: Vec3, b: Vec3, c: Vec3, color: Rgb, material: Material = 0): void {
    this.positions.push(a[0], a[1], a[2], b[0], b[1], b[2], c[0], c[1], c[2]);
    this.colors.push(color[0], color[1], color[2]);
    this.materials.push(material);
  }

  /** A flat quadrilateral, corners in order around it. */
  quad(a: Vec3, b: Vec3, c: Vec3, d: Vec3, color: Rgb, material: Material = 0): void {
    this.triangle(a, b, c, color, material);
    this.triangle(a, c, d, color, material);
  }
}

/** `#rrggbb` in sRGB to linear light. */
export function rgb(hex: string, gain = 1): Rgb {
  const channel = (at: number): number => {
    const s = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return gain * (s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4);
  };
  return [channel(1), channel(3), channel(5)];
}

export function scale(color: Rgb, gain: number): Rgb {
  return [color[0] * gain, color[1] * gain, color[2] * gain];
}

export function mix(a: Rgb, b: Rgb, t: number): Rgb {
  return [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t];
}

/** A place on the ground and two axes: u to the right, v out (the way it faces), z up. */
export interface Frame {
  readonly x: number;
  readonly y: number;
  readonly u: readonly [number, number];
  readonly v: readonly [number, number];
}

/** A frame at (x, y) that faces the compass bearing. */
export function frameAt(x: number, y: number, facingDeg: number): Frame {
  const a = (facingDeg * Math.PI) / 180;
  return { x, y, u: [Math.cos(a), -Math.sin(a)], v: [Math.sin(a), Math.cos(a)] };
}

export function inFrame(f: Frame, u: number, v: number, z: number): Vec3 {
  return [f.x + f.u[0] * u + f.v[0] * v, f.y + f.u[1] * u + f.v[1] * v, z];
}

/** An upright box: u from–to, v from–to, z from–to in the frame. Its underside is left out when it stands on the ground. */
export function box(
  mesh: Mesh,
  f: Frame,
  u: readonly [number, number],
  v: readonly [number, number],
  z: readonly [number, number],
  color: Rgb,
  material: Material = 0,
): void {
  const p = (i: number, j: number, k: number): Vec3 =>
    inFrame(f, u[i] as number, v[j] as number, z[k] as number);
  mesh.quad(p(0, 1, 0), p(1, 1, 0), p(1, 1, 1), p(0, 1, 1), color, material);
  mesh.quad(p(1, 0, 0), p(0, 0, 0), p(0, 0, 1), p(1, 0, 1), color, material);
  mesh.quad(p(1, 1, 0), p(1, 0, 0), p(1, 0, 1), p(1, 1, 1), color, material);
  mesh.quad(p(0, 0, 0), p(0, 1, 0), p(0, 1, 1), p(0, 0, 1), color, material);
  mesh.quad(p(0, 0, 1), p(0, 1, 1), p(1, 1, 1), p(1, 0, 1), color, material);
  if (z[0] > 0.05) mesh.quad(p(0, 0, 0), p(1, 0, 0), p(1, 1, 0), p(0, 1, 0), color, material);
}

/** A limb or trunk: a six-sided prism between two points with a radius at each. */
export function prism(
  mesh: Mesh,
  a: Vec3,
  b: Vec3,
  radiusA: number,
  radiusB: number,
  color: Rgb,
  material: Material = 0,
): void {
  const d: Vec3 = [b[0] - a[0], b[1] - a[1], b[2] - a[2]];
  const n = Math.hypot(...d) || 1;
  const helper: Vec3 = Math.abs(d[2]) / n > 0.9 ? [1, 0, 0] : [0, 0, 1];
  const e1 = unit(cross(d, helper));
  const e2 = unit(cross(d, e1));
  const ring = (c: Vec3, r: number, i: number): Vec3 => {
    const t = (i * Math.PI) / 3;
    const p = Math.cos(t) * r;
    const q = Math.sin(t) * r;
    return [c[0] + e1[0] * p + e2[0] * q, c[1] + e1[1] * p + e2[1] * q, c[2] + e1[2] * p + e2[2] * q];
  };
  for (let i = 0; i < 6; i++) {
    const [a0, a1, b0, b1] = [
      ring(a, radiusA, i),
      ring(a, radiusA, i + 1),
      ring(b, radiusB, i),
      ring(b, radiusB, i + 1),
    ];
    mesh.quad(a0, a1, b1, b0, color, material);
    mesh.triangle(b, b0, b1, color, material);
    mesh.triangle(a, a1, a0, color, material);
  }
}

/** A ball of 80 triangles, squeezed along z by `flat`. */
export function ball(mesh: Mesh, c: Vec3, r: number, color: Rgb, flat = 1, material: Material = 0): void {
  for (const [p, q, s] of BALL) {
    const at = (v: Vec3): Vec3 => [c[0] + v[0] * r, c[1] + v[1] * r, c[2] + v[2] * r * flat];
    mesh.triangle(at(p), at(q), at(s), color, material);
  }
}

export function cross(a: Vec3, b: Vec3): Vec3 {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

export function unit(v: Vec3): Vec3 {
  const n = Math.hypot(...v) || 1;
  return [v[0] / n, v[1] / n, v[2] / n];
}

const BALL = icosphere();

function icosphere(): [Vec3, Vec3, Vec3][] {
  const g = (1 + Math.sqrt(5)) / 2;
  const v: Vec3[] = (
    [
      [-1, g, 0],
      [1, g, 0],
      [-1, -g, 0],
      [1, -g, 0],
      [0, -1, g],
      [0, 1, g],
      [0, -1, -g],
      [0, 1, -g],
      [g, 0, -1],
      [g, 0, 1],
      [-g, 0, -1],
      [-g, 0, 1],
    ] as Vec3[]
  ).map(unit);
  const faces = [
    [0, 11, 5],
    [0, 5, 1],
    [0, 1, 7],
    [0, 7, 10],
    [0, 10, 11],
    [1, 5, 9],
    [5, 11, 4],
    [11, 10, 2],
    [10, 7, 6],
    [7, 1, 8],
    [3, 9, 4],
    [3, 4, 2],
    [3, 2, 6],
    [3, 6, 8],
    [3, 8, 9],
    [4, 9, 5],
    [2, 4, 11],
    [6, 2, 10],
    [8, 6, 7],
    [9, 8, 1],
  ] as const;
  const half = (a: Vec3, b: Vec3): Vec3 => unit([a[0] + b[0], a[1] + b[1], a[2] + b[2]]);
  return faces.flatMap(([i, j, k]) => {
    const [a, b, c] = [v[i] as Vec3, v[j] as Vec3, v[k] as Vec3];
    const [ab, bc, ca] = [half(a, b), half(b, c), half(c, a)];
    return [
      [a, ab, ca],
      [b, bc, ab],
      [c, ca, bc],
      [ab, bc, ca],
    ] as [Vec3, Vec3, Vec3][];
  });
}
