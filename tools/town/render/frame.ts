import type { World } from '../world/world.ts';
import { type Background, normalsTowards } from './background.ts';
import { type Lamps, lightOn, toByte } from './light.ts';
import { type Moment, momentAt, type Patch } from './moving.ts';
import { DirtyTiles, drawMesh, newSamples, SAMPLING, type Samples, SKY } from './raster.ts';
import { rayThrough, toCamera } from './view.ts';

interface Rect {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

/** Draws the moving things of one moment over a lens's background. */
export class FramePainter {
  readonly #world: World;
  readonly #lamps: Lamps;
  readonly #background: Background;
  readonly #samples: Samples;
  readonly #dirty: DirtyTiles;

  constructor(world: World, lamps: Lamps, background: Background) {
    this.#world = world;
    this.#lamps = lamps;
    this.#background = background;
    this.#samples = newSamples(background.view.width, background.view.height);
    this.#dirty = new DirtyTiles(background.view.width, background.view.height);
  }

  /** RGB bytes of the frame at `ms` of the loop. `runnerSeen` counts the samples that show the runner. */
  paint(ms: number, scenarioMs?: number): { rgb: Uint8Array; runnerSeen: number } {
    const { view, rgb: standing } = this.#background;
    const moment = momentAt(this.#world, ms, view.origin[0], view.origin[1], scenarioMs);
    const rgb = Uint8Array.from(standing);
    for (const patch of moment.patches) this.#patch(rgb, patch);
    drawMesh(this.#samples, view, moment.mesh, this.#dirty, this.#background.inverseZ);
    const colors = this.#shade(moment);
    let runnerSeen = 0;
    for (const tile of this.#dirty.take())
      runnerSeen += this.#resolveTile(rgb, colors, moment.runner[0], tile);
    return { rgb, runnerSeen };
  }

  /** Blends one tile's samples over the picture and clears them; counts those from `runnerFrom` on. */
  #resolveTile(
    rgb: Uint8Array,
    colors: Float32Array,
    runnerFrom: number,
    tile: { x: number; y: number },
  ): number {
    const { width: samplesWide } = this.#background.view;
    const { triangle, inverseZ } = this.#samples;
    const whole = SAMPLING ** 2;
    const x1 = Math.min(this.#background.width, (tile.x + DirtyTiles.SIDE) / SAMPLING);
    const y1 = Math.min(this.#background.height, (tile.y + DirtyTiles.SIDE) / SAMPLING);
    let runnerSeen = 0;
    for (let y = tile.y / SAMPLING; y < y1; y++)
      for (let x = tile.x / SAMPLING; x < x1; x++) {
        let [r, g, b, hit] = [0, 0, 0, 0];
        for (let k = 0; k < whole; k++) {
          const at = (y * SAMPLING + Math.floor(k / SAMPLING)) * samplesWide + x * SAMPLING + (k % SAMPLING);
          const id = triangle[at] as number;
          if (id === SKY) continue;
          triangle[at] = SKY;
          inverseZ[at] = 0;
          hit++;
          if (id >= runnerFrom) runnerSeen++;
          r += colors[id * 3] as number;
          g += colors[id * 3 + 1] as number;
          b += colors[id * 3 + 2] as number;
        }
        if (hit === 0) continue;
        const o = (y * this.#background.width + x) * 3;
        const rest = 1 - hit / whole;
        rgb[o] = r / whole + (rgb[o] as number) * rest;
        rgb[o + 1] = g / whole + (rgb[o + 1] as number) * rest;
        rgb[o + 2] = b / whole + (rgb[o + 2] as number) * rest;
      }
    return runnerSeen;
  }

  /** sRGB of every triangle, lit at its first corner. */
  #shade(moment: Moment): Float32Array {
    const { mesh, runner } = moment;
    const normals = normalsTowards(mesh, this.#background.view.origin);
    const out = new Float32Array(mesh.triangles * 3);
    for (let i = 0; i < mesh.triangles; i++) {
      const o = i * 9;
      const p = [mesh.positions[o], mesh.positions[o + 1], mesh.positions[o + 2]] as [number, number, number];
      const n = [normals[i * 3], normals[i * 3 + 1], normals[i * 3 + 2]] as [number, number, number];
      const shines = mesh.materials[i] === 1;
      const light = shines ? [1, 1, 1] : lightOn(p, n, this.#lamps.near(p[0], p[1]));
      const boost = i >= runner[0] && i < runner[1] ? 1.5 : 1.12;
      const base = i >= runner[0] && i < runner[1] ? 0.1 : 0.02;
      for (let c = 0; c < 3; c++) {
        const lit = shines ? 1 : (light[c] as number) * boost + base;
        out[i * 3 + c] = toByte((mesh.colors[i * 3 + c] as number) * lit);
      }
    }
    return out;
  }

  #patch(rgb: Uint8Array, patch: Patch): void {
    const { view, width, height, inverseZ } = this.#background;
    const box = this.#patchBox(patch);
    if (box === undefined) return;
    const a = (patch.headingDeg * Math.PI) / 180;
    const [sin, cos] = [Math.sin(a), Math.cos(a)];
    for (let y = Math.max(0, box.y0); y <= Math.min(height - 1, box.y1); y++)
      for (let x = Math.max(0, box.x0); x <= Math.min(width - 1, box.x1); x++) {
        const [sx, sy] = [x * SAMPLING + SAMPLING / 2, y * SAMPLING + SAMPLING / 2];
        const ray = rayThrough(view, sx, sy);
        if (ray[2] >= -1e-4) continue;
        const z = -view.origin[2] / ray[2];
        // Something stands between the lens and this piece of ground.
        if ((inverseZ[Math.floor(sy) * view.width + Math.floor(sx)] as number) > 1.02 / z) continue;
        const dx = view.origin[0] + ray[0] * z - patch.x;
        const dy = view.origin[1] + ray[1] * z - patch.y;
        const d = Math.hypot((dx * sin + dy * cos) / patch.alongM, (dx * cos - dy * sin) / patch.acrossM);
        if (d >= 1) continue;
        const soft = (1 - d * d) ** 2;
        const gain = 1 + (patch.gain - 1) * soft;
        const o = (y * width + x) * 3;
        const add = patch.gain > 1 ? (patch.gain - 1) * 8 * soft : 0;
        rgb[o] = Math.min(255, (rgb[o] as number) * gain + add);
        rgb[o + 1] = Math.min(255, (rgb[o + 1] as number) * gain + add * 0.9);
        rgb[o + 2] = Math.min(255, (rgb[o + 2] as number) * (1 + (gain - 1) * 0.8) + add * 0.6);
      }
  }

  #patchBox(patch: Patch): Rect | undefined {
    const { view } = this.#background;
    const reach = Math.max(patch.alongM, patch.acrossM);
    const box: Rect = { x0: 1e9, y0: 1e9, x1: -1, y1: -1 };
    for (const [dx, dy] of [
      [-1, -1],
      [1, -1],
      [-1, 1],
      [1, 1],
    ] as const) {
      const [cx, cy, cz] = toCamera(view, patch.x + dx * reach, patch.y + dy * reach, 0);
      if (cz < 0.5) return undefined;
      const x = (view.width / 2 + (cx / cz) * view.focal) / SAMPLING;
      const y = (view.height / 2 + (cy / cz) * view.focal) / SAMPLING;
      box.x0 = Math.min(box.x0, Math.floor(x));
      box.y0 = Math.min(box.y0, Math.floor(y));
      box.x1 = Math.max(box.x1, Math.ceil(x));
      box.y1 = Math.max(box.y1, Math.ceil(y));
    }
    return box;
  }
}
