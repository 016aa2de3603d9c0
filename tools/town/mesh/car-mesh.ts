import { type Frame, inFrame, type Mesh, type Rgb, rgb, scale, type Vec3 } from './mesh.ts';

export const CAR_COLORS = [
  '#b9bec4',
  '#23272d',
  '#7d1f24',
  '#2b4a73',
  '#e8e8e4',
  '#4c5a4f',
  '#8a7f6c',
  '#c9a13b',
].map((h) => rgb(h, 0.9));
const GLASS = rgb('#141b22');
const TYRE = rgb('#15161a');

/** Half the length of a car, metres. */
export const CAR_HALF_M = 2.05;

/** A small hatchback around the frame's origin, facing v. `lit` switches its lamps on. */
export function addCar(mesh: Mesh, f: Frame, color: Rgb, lit: boolean): void {
  const side = (
    profile: readonly (readonly [number, number])[],
    half: readonly number[],
    tone: Rgb,
    glass: boolean,
  ): void => {
    for (let i = 0; i < profile.length; i++) {
      const j = (i + 1) % profile.length;
      const [v0, z0] = profile[i] as readonly [number, number];
      const [v1, z1] = profile[j] as readonly [number, number];
      const [h0, h1] = [half[i] as number, half[j] as number];
      mesh.quad(
        inFrame(f, -h0, v0, z0),
        inFrame(f, h0, v0, z0),
        inFrame(f, h1, v1, z1),
        inFrame(f, -h1, v1, z1),
        tone,
        glass ? 2 : 0,
      );
    }
    for (const s of [-1, 1]) {
      const at = (i: number): Vec3 => {
        const [v, z] = profile[i] as readonly [number, number];
        return inFrame(f, s * (half[i] as number), v, z);
      };
      for (let i = 1; i + 1 < profile.length; i++) mesh.triangle(at(0), at(i), at(i + 1), tone, 2);
    }
  };
  const w = 0.86;
  side(
    [
      [-2.05, 0.32],
      [2.0, 0.3],
      [2.08, 0.62],
      [1.1, 0.93],
      [-1.95, 0.98],
      [-2.08, 0.7],
    ],
    [w, w, w * 0.95, w, w, w * 0.95],
    color,
    false,
  );
  side(
    [
      [-1.7, 0.96],
      [1.05, 0.92],
      [0.25, 1.42],
      [-1.35, 1.45],
    ],
    [w * 0.93, w * 0.93, w * 0.74, w * 0.74],
    GLASS,
    true,
  );
  mesh.quad(
    inFrame(f, -0.62, 0.22, 1.44),
    inFrame(f, 0.62, 0.22, 1.44),
    inFrame(f, 0.62, -1.33, 1.47),
    inFrame(f, -0.62, -1.33, 1.47),
    color,
    2,
  );
  addPillars(mesh, f, color, w);
  for (const s of [-1, 1]) for (const v of [-1.28, 1.3]) addWheel(mesh, f, s * (w - 0.02), v, s);
  addLamps(mesh, f, w, lit);
}

function addPillars(mesh: Mesh, f: Frame, color: Rgb, w: number): void {
  for (const s of [-1, 1])
    for (const [v, dv] of [
      [-0.35, 0.1],
      [-1.5, 0.16],
    ] as const)
      mesh.quad(
        inFrame(f, s * w * 0.945, v, 0.95),
        inFrame(f, s * w * 0.945, v + dv, 0.95),
        inFrame(f, s * w * 0.75, v + dv + 0.08, 1.44),
        inFrame(f, s * w * 0.75, v + 0.08, 1.44),
        scale(color, 0.9),
      );
}

function addWheel(mesh: Mesh, f: Frame, u: number, v: number, s: number): void {
  const r = 0.32;
  const rim = (i: number, du: number, k = 1): Vec3 =>
    inFrame(f, u + du * s, v + Math.cos((i * Math.PI) / 5) * r * k, r + Math.sin((i * Math.PI) / 5) * r * k);
  for (let i = 0; i < 10; i++) {
    mesh.quad(rim(i, -0.2), rim(i + 1, -0.2), rim(i + 1, 0.04), rim(i, 0.04), TYRE);
    mesh.triangle(inFrame(f, u + 0.04 * s, v, r), rim(i, 0.04), rim(i + 1, 0.04), TYRE);
    mesh.triangle(inFrame(f, u + 0.05 * s, v, r), rim(i, 0.05, 0.58), rim(i + 1, 0.05, 0.58), rgb('#8e949a'));
  }
}

function addLamps(mesh: Mesh, f: Frame, w: number, lit: boolean): void {
  const front = lit ? rgb('#fff2d0', 5) : rgb('#aab0b4');
  const rear = lit ? rgb('#ff2a1a', 2.2) : rgb('#6a1512');
  for (const s of [-1, 1]) {
    const u: readonly [number, number] = s > 0 ? [w - 0.36, w - 0.06] : [-w + 0.06, -w + 0.36];
    mesh.quad(
      inFrame(f, u[0], 2.07, 0.5),
      inFrame(f, u[1], 2.07, 0.5),
      inFrame(f, u[1], 2.06, 0.66),
      inFrame(f, u[0], 2.06, 0.66),
      front,
      lit ? 1 : 0,
    );
    mesh.quad(
      inFrame(f, u[0], -2.1, 0.68),
      inFrame(f, u[1], -2.1, 0.68),
      inFrame(f, u[1], -2.06, 0.86),
      inFrame(f, u[0], -2.06, 0.86),
      rear,
      lit ? 1 : 0,
    );
  }
  mesh.quad(
    inFrame(f, -0.26, -2.1, 0.5),
    inFrame(f, 0.26, -2.1, 0.5),
    inFrame(f, 0.26, -2.1, 0.62),
    inFrame(f, -0.26, -2.1, 0.62),
    rgb('#d8d8d0'),
  );
}
