import { LAMP_ARM_M, LAMP_HEIGHT_M } from '../mesh/street-mesh.ts';
import type { World } from '../world/world.ts';
import { SAMPLING, type Samples } from './raster.ts';
import { SIGHT_M } from './standing-mesh.ts';
import { toCamera, type View } from './view.ts';

/** Adds the glow around every lamp in sight to a picture of `width` × `height` pixels in linear light. */
export function addHalos(
  world: World,
  view: View,
  s: Samples,
  light: Float32Array,
  width: number,
  height: number,
): void {
  for (const lamp of world.furniture.lamps) {
    const a = (lamp.facingDeg * Math.PI) / 180;
    const [cx, cy, cz] = toCamera(
      view,
      lamp.x + Math.sin(a) * LAMP_ARM_M,
      lamp.y + Math.cos(a) * LAMP_ARM_M,
      LAMP_HEIGHT_M,
    );
    if (cz < 1 || cz > SIGHT_M) continue;
    const px = view.width / 2 + (cx / cz) * view.focal;
    const py = view.height / 2 + (cy / cz) * view.focal;
    if (px < 0 || py < 0 || px >= s.width || py >= s.height) continue;
    const front = s.inverseZ[Math.floor(py) * s.width + Math.floor(px)] as number;
    if (front > 1 / (cz - 0.8)) continue;
    const radius = ((1.5 * view.focal) / cz + 14) / SAMPLING;
    const [x, y] = [px / SAMPLING, py / SAMPLING];
    for (let j = Math.max(0, Math.floor(y - radius)); j < Math.min(height, y + radius); j++)
      for (let i = Math.max(0, Math.floor(x - radius)); i < Math.min(width, x + radius); i++) {
        const d = Math.hypot(i - x, j - y) / radius;
        if (d >= 1) continue;
        const k = 0.5 * (1 - d) ** 3;
        const o = (j * width + i) * 3;
        light[o] = (light[o] as number) + k;
        light[o + 1] = (light[o + 1] as number) + k * 0.62;
        light[o + 2] = (light[o + 2] as number) + k * 0.27;
      }
  }
}
