import { mix, type Rgb, type Vec3 } from '../mesh/mesh.ts';
import { LAMP_ARM_M, LAMP_HEIGHT_M } from '../mesh/street-mesh.ts';
import type { World } from '../world/world.ts';

const ZENITH: Rgb = [0.045, 0.075, 0.19];
const BAND: Rgb = [0.2, 0.21, 0.36];
const GLOW: Rgb = [1.0, 0.47, 0.2];
const EAST: Rgb = [0.16, 0.17, 0.3];
/** Where the sun has just gone down, degrees from north. */
const SUNSET_DEG = 285;
const LAMP: Rgb = [1.0, 0.66, 0.31];
const LAMP_REACH_M = 21;
const LAMP_POWER = 30;
const AMBIENT_UP: Rgb = [0.155, 0.175, 0.285];
const AMBIENT_DOWN: Rgb = [0.05, 0.048, 0.064];
const WEST: Rgb = [0.4, 0.21, 0.12];
const CELL_M = 16;

/** Light of the evening sky in a direction (not necessarily of length 1). */
export function skyLight(direction: Vec3): Rgb {
  const n = Math.hypot(...direction);
  const up = Math.max(0, direction[2] / n);
  const turn =
    (((Math.atan2(direction[0], direction[1]) * 180) / Math.PI - SUNSET_DEG + 720 + 180) % 360) - 180;
  const west = Math.exp(-((turn / 75) ** 2));
  const horizon = mix(EAST, GLOW, west);
  const low = mix(horizon, BAND, Math.min(1, up / (0.22 + 0.2 * west)) ** 0.8);
  const color = mix(low, ZENITH, Math.min(1, Math.max(0, up - 0.08) / 0.75) ** 0.7);
  const streak = Math.sin(up * 26 + Math.sin(turn * 0.045) * 1.6) * Math.exp(-((up - 0.24) ** 2) / 0.02);
  const tint = mix([0.5, 0.3, 0.38], [1, 0.45, 0.3], west);
  return streak > 0 ? mix(color, tint, streak * 0.34) : color;
}

const HAZE_STEPS = 1440;
const HAZE = Array.from({ length: HAZE_STEPS }, (_, i) => {
  const a = (i * 2 * Math.PI) / HAZE_STEPS;
  return skyLight([Math.sin(a), Math.cos(a), 0.05]);
});

/** What colour far things take on in a direction. */
export function hazeLight(direction: Vec3): Rgb {
  const turn = Math.atan2(direction[0], direction[1]) / (2 * Math.PI) + 1;
  return HAZE[Math.floor(turn * HAZE_STEPS) % HAZE_STEPS] as Rgb;
}

/** The lamps of the world, looked up by place. */
export class Lamps {
  readonly #cells = new Map<number, Vec3[]>();

  constructor(world: World) {
    for (const lamp of world.furniture.lamps) {
      const a = (lamp.facingDeg * Math.PI) / 180;
      const at: Vec3 = [lamp.x + Math.sin(a) * LAMP_ARM_M, lamp.y + Math.cos(a) * LAMP_ARM_M, LAMP_HEIGHT_M];
      for (let i = -LAMP_REACH_M; i <= LAMP_REACH_M; i += CELL_M / 2)
        for (let j = -LAMP_REACH_M; j <= LAMP_REACH_M; j += CELL_M / 2) {
          const key = keyOf(at[0] + i, at[1] + j);
          const list = this.#cells.get(key) ?? [];
          if (!list.includes(at)) list.push(at);
          this.#cells.set(key, list);
        }
    }
  }

  near(x: number, y: number): readonly Vec3[] {
    return this.#cells.get(keyOf(x, y)) ?? [];
  }
}

function keyOf(x: number, y: number): number {
  return (Math.floor(x / CELL_M) + 4096) * 8192 + Math.floor(y / CELL_M) + 4096;
}

/** Light that falls on a spot with a normal: evening sky, the last of the west, and the lamps around. */
export function lightOn(p: Vec3, n: Vec3, lamps: readonly Vec3[]): Rgb {
  const k = 0.5 + 0.5 * n[2];
  const west = Math.max(0, -n[0] * 0.96 + n[1] * 0.26) * (0.25 + 0.75 * Math.min(1, p[2] / 6));
  let r = AMBIENT_DOWN[0] + (AMBIENT_UP[0] - AMBIENT_DOWN[0]) * k + WEST[0] * west;
  let g = AMBIENT_DOWN[1] + (AMBIENT_UP[1] - AMBIENT_DOWN[1]) * k + WEST[1] * west;
  let b = AMBIENT_DOWN[2] + (AMBIENT_UP[2] - AMBIENT_DOWN[2]) * k + WEST[2] * west;
  for (const lamp of lamps) {
    const dx = lamp[0] - p[0];
    const dy = lamp[1] - p[1];
    const dz = lamp[2] - p[2];
    const d2 = dx * dx + dy * dy + dz * dz;
    if (d2 > LAMP_REACH_M * LAMP_REACH_M) continue;
    const d = Math.sqrt(d2) + 1e-6;
    const facing = (dx * n[0] + dy * n[1] + dz * n[2]) / d;
    if (facing <= 0) continue;
    const edge = 1 - d / LAMP_REACH_M;
    const down = dz > 0 ? 0.35 + (0.65 * dz) / d : 0.25;
    const power = (LAMP_POWER * facing * down * Math.min(1, edge * 3)) / (4 + d2);
    r += LAMP[0] * power;
    g += LAMP[1] * power;
    b += LAMP[2] * power;
  }
  return [r, g, b];
}

/** Linear light to sRGB bytes through a soft shoulder. */
export function toByte(linear: number): number {
  const x = linear * 1.9;
  const y = (x * (2.51 * x + 0.03)) / (x * (2.43 * x + 0.59) + 0.14);
  const s = y <= 0.0031308 ? 12.92 * y : 1.055 * Math.min(1, y) ** (1 / 2.4) - 0.055;
  return Math.max(0, Math.min(255, s * 255));
}
