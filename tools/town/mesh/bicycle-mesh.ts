import { ball, type Frame, inFrame, type Mesh, prism, type Rgb, rgb, type Vec3 } from './mesh.ts';
import type { Clothes } from './person-mesh.ts';

const TYRE = rgb('#17181c');

/** A cyclist at the frame's origin, facing v; `phase` turns the pedals. */
export function addCyclist(mesh: Mesh, f: Frame, clothes: Clothes, metal: Rgb, phase: number): void {
  for (const v of [-0.52, 0.54]) wheel(mesh, f, v);
  const at = (u: number, v: number, z: number): Vec3 => inFrame(f, u, v, z);
  const bars: readonly (readonly [number, number, number, number])[] = [
    [-0.52, 0.34, -0.12, 0.34],
    [-0.12, 0.34, -0.22, 0.88],
    [-0.22, 0.8, 0.4, 0.86],
    [-0.12, 0.34, 0.4, 0.8],
    [0.38, 0.98, 0.54, 0.34],
  ];
  for (const [v0, z0, v1, z1] of bars) prism(mesh, at(0, v0, z0), at(0, v1, z1), 0.025, 0.025, metal);
  prism(mesh, at(-0.24, 0.4, 1.0), at(0.24, 0.4, 1.0), 0.02, 0.02, metal);
  prism(mesh, at(0, -0.24, 0.95), at(0, 0.08, 1.42), 0.16, 0.2, clothes.top);
  ball(mesh, at(0, 0.18, 1.6), 0.12, clothes.skin, 1.15);
  ball(mesh, at(0, 0.14, 1.66), 0.135, clothes.hair, 0.85);
  for (const s of [-1, 1]) {
    prism(mesh, at(0.2 * s, 0.05, 1.36), at(0.22 * s, 0.38, 1.03), 0.06, 0.045, clothes.top);
    const turn = phase + (s > 0 ? 0 : Math.PI);
    const foot = at(0.09 * s, -0.12 + Math.sin(turn) * 0.17, 0.34 + Math.cos(turn) * 0.17);
    const knee = at(0.1 * s, 0.16 + Math.sin(turn) * 0.07, 0.72 + Math.cos(turn) * 0.1);
    prism(mesh, at(0.08 * s, -0.22, 0.92), knee, 0.1, 0.075, clothes.legs);
    prism(mesh, knee, foot, 0.07, 0.05, clothes.legs);
  }
  prism(mesh, at(0, 0.5, 0.9), at(0, 0.56, 0.9), 0.05, 0.05, rgb('#fff4d8', 4), 1);
  prism(mesh, at(0, -0.3, 0.75), at(0, -0.34, 0.75), 0.04, 0.04, rgb('#ff2a1a', 2), 1);
}

function wheel(mesh: Mesh, f: Frame, v: number): void {
  const rim = (i: number, r: number): Vec3 =>
    inFrame(f, 0, v + Math.cos((i * Math.PI) / 8) * r, 0.34 + Math.sin((i * Math.PI) / 8) * r);
  for (let i = 0; i < 16; i++) prism(mesh, rim(i, 0.33), rim(i + 1, 0.33), 0.022, 0.022, TYRE);
}
