import type { Vec3 } from '../mesh/mesh.ts';
import type { Lens } from '../world/world.ts';

/** A pinhole camera over a grid of samples. Camera space: x right, y down, z forward, metres. */
export interface View {
  readonly width: number;
  readonly height: number;
  readonly focal: number;
  readonly origin: Vec3;
  readonly right: Vec3;
  readonly down: Vec3;
  readonly forward: Vec3;
}

/** The view of a lens over `width` × `height` samples. */
export function viewOf(lens: Lens, width: number, height: number): View {
  const a = (lens.azimuthDeg * Math.PI) / 180;
  const t = (lens.tiltDeg * Math.PI) / 180;
  return {
    width,
    height,
    focal: width / 2 / Math.tan((lens.hfovDeg * Math.PI) / 360),
    origin: [lens.x, lens.y, lens.z],
    right: [Math.cos(a), -Math.sin(a), 0],
    down: [-Math.sin(a) * Math.sin(t), -Math.cos(a) * Math.sin(t), -Math.cos(t)],
    forward: [Math.sin(a) * Math.cos(t), Math.cos(a) * Math.cos(t), -Math.sin(t)],
  };
}

export function toCamera(view: View, x: number, y: number, z: number): Vec3 {
  const dx = x - view.origin[0];
  const dy = y - view.origin[1];
  const dz = z - view.origin[2];
  const { right: r, down: d, forward: f } = view;
  return [
    dx * r[0] + dy * r[1] + dz * r[2],
    dx * d[0] + dy * d[1] + dz * d[2],
    dx * f[0] + dy * f[1] + dz * f[2],
  ];
}

/** Direction of the ray through a sample, in world axes, with 1 m along the optical axis. */
export function rayThrough(view: View, sx: number, sy: number): Vec3 {
  const u = (sx - view.width / 2) / view.focal;
  const v = (sy - view.height / 2) / view.focal;
  const { right: r, down: d, forward: f } = view;
  return [f[0] + r[0] * u + d[0] * v, f[1] + r[1] * u + d[1] * v, f[2] + r[2] * u + d[2] * v];
}
