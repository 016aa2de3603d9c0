import { cross, type Mesh, type Rgb, unit, type Vec3 } from '../mesh/mesh.ts';
import { Spots } from '../world/spots.ts';
import type { Lens, World } from '../world/world.ts';
import { groundColor } from './ground.ts';
import { addHalos } from './halos.ts';
import { hazeLight, type Lamps, lightOn, skyLight, toByte } from './light.ts';
import { drawGround, drawMesh, GROUND, newSamples, SAMPLING, type Samples, SKY } from './raster.ts';
import { standingMesh } from './standing-mesh.ts';
import { rayThrough, type View, viewOf } from './view.ts';

const HAZE_M = 190;

/** Everything a lens sees that never moves: linear light per pixel (before the curve) as bytes, and its depth. */
export interface Background {
  readonly width: number;
  readonly height: number;
  readonly view: View;
  /** RGB bytes. */
  readonly rgb: Uint8Array;
  /** 1/z per sample. */
  readonly inverseZ: Float32Array;
}

/** Draws the standing world for one lens. The same input gives the same bytes. */
export function renderBackground(
  world: World,
  lamps: Lamps,
  lens: Lens,
  width: number,
  height: number,
): Background {
  const view = viewOf(lens, width * SAMPLING, height * SAMPLING);
  const samples = newSamples(view.width, view.height);
  drawGround(samples, view);
  const mesh = standingMesh(world, lens);
  drawMesh(samples, view, mesh);
  const rgb = new Uint8Array(width * height * 3);
  const light = new Float32Array(width * height * 3);
  const shade = shader(world, lamps, view, mesh);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) shadePixel(samples, x, y, shade, light, (y * width + x) * 3);
  addHalos(world, view, samples, light, width, height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const i = (y * width + x) * 3;
      const off = ((x / width - 0.5) ** 2 + (y / height - 0.5) ** 2) * 1.1;
      for (let c = 0; c < 3; c++) rgb[i + c] = toByte((light[i + c] as number) * (1 - off * 0.7));
    }
  return { width, height, view, rgb, inverseZ: samples.inverseZ };
}

type Shade = (triangle: number, sx: number, sy: number, inverseZ: number, out: Float32Array) => void;

function shader(world: World, lamps: Lamps, view: View, mesh: Mesh): Shade {
  const normals = normalsTowards(mesh, view.origin);
  const cars = new Spots<World['furniture']['parked'][number]>();
  for (const car of world.furniture.parked) cars.add(car);
  const put = (out: Float32Array, c: Rgb): void => {
    out.set(c);
  };
  return (triangle, sx, sy, inverseZ, out) => {
    const ray = rayThrough(view, sx, sy);
    if (triangle === SKY) {
      put(out, skyLight(ray));
      return;
    }
    const z = 1 / inverseZ;
    const p: Vec3 = [view.origin[0] + ray[0] * z, view.origin[1] + ray[1] * z, view.origin[2] + ray[2] * z];
    const far = Math.hypot(p[0] - view.origin[0], p[1] - view.origin[1]);
    const haze = 1 - Math.exp(-Math.max(0, far - 15) / HAZE_M);
    const air = hazeLight(ray);
    let color: Rgb;
    if (triangle === GROUND) {
      const base = far > 260 ? ([0.09, 0.09, 0.09] as Rgb) : groundColor(world.lines, p[0], p[1], far);
      const light = lightOn(p, [0, 0, 1], lamps.near(p[0], p[1]));
      const shadow = far > 90 ? 1 : carShadow(cars.cell(p[0], p[1]), p[0], p[1]);
      color = [base[0] * light[0] * shadow, base[1] * light[1] * shadow, base[2] * light[2] * shadow];
    } else color = surface(mesh, normals, triangle, p, ray, lamps);
    put(out, [
      color[0] + (air[0] - color[0]) * haze,
      color[1] + (air[1] - color[1]) * haze,
      color[2] + (air[2] - color[2]) * haze,
    ]);
  };
}

function surface(mesh: Mesh, normals: Float32Array, triangle: number, p: Vec3, ray: Vec3, lamps: Lamps): Rgb {
  const c = triangle * 3;
  const base: Rgb = [mesh.colors[c] as number, mesh.colors[c + 1] as number, mesh.colors[c + 2] as number];
  const material = mesh.materials[triangle];
  if (material === 1) return base;
  const n: Vec3 = [normals[c] as number, normals[c + 1] as number, normals[c + 2] as number];
  const light = lightOn(p, n, lamps.near(p[0], p[1]));
  const contact = 1 - 0.38 * Math.exp(-p[2] / 0.55);
  const lit: [number, number, number] = [
    base[0] * light[0] * contact,
    base[1] * light[1] * contact,
    base[2] * light[2] * contact,
  ];
  if (material === 2) {
    const dot = 2 * (ray[0] * n[0] + ray[1] * n[1] + ray[2] * n[2]);
    const sky = skyLight([ray[0] - dot * n[0], ray[1] - dot * n[1], Math.abs(ray[2] - dot * n[2]) + 0.15]);
    for (let i = 0; i < 3; i++) lit[i] = (lit[i] as number) * 0.8 + (sky[i] as number) * 0.22;
  }
  return lit;
}

/** How much light the parked cars around leave on a spot of ground, 0–1. */
function carShadow(
  cars: readonly { x: number; y: number; facingDeg: number }[],
  x: number,
  y: number,
): number {
  for (const car of cars) {
    const [dx, dy] = [x - car.x, y - car.y];
    if (dx * dx + dy * dy > 9) continue;
    const a = (car.facingDeg * Math.PI) / 180;
    const v = Math.abs(dx * Math.sin(a) + dy * Math.cos(a)) / 2.3;
    const u = Math.abs(dx * Math.cos(a) - dy * Math.sin(a)) / 1.15;
    const edge = Math.max(u, v);
    if (edge < 1) return 1 - 0.72 * Math.min(1, (1 - edge) * 4);
  }
  return 1;
}

/** Unit normals, each turned to the eye. */
export function normalsTowards(mesh: Mesh, eye: Vec3): Float32Array {
  const out = new Float32Array(mesh.triangles * 3);
  const p = mesh.positions;
  const at = (o: number): Vec3 => [p[o] as number, p[o + 1] as number, p[o + 2] as number];
  for (let i = 0; i < mesh.triangles; i++) {
    const [a, b, c] = [at(i * 9), at(i * 9 + 3), at(i * 9 + 6)];
    const n = unit(cross([b[0] - a[0], b[1] - a[1], b[2] - a[2]], [c[0] - a[0], c[1] - a[1], c[2] - a[2]]));
    const away = n[0] * (eye[0] - a[0]) + n[1] * (eye[1] - a[1]) + n[2] * (eye[2] - a[2]) < 0;
    out.set(away ? [-n[0], -n[1], -n[2]] : n, i * 3);
  }
  return out;
}

const scratch = new Float32Array(3);
const ids = new Int32Array(SAMPLING * SAMPLING);

/** One shading for each triangle that a pixel shows; the ground, which has fine marks, one for each sample. */
function shadePixel(s: Samples, x: number, y: number, shade: Shade, out: Float32Array, at: number): void {
  const count = SAMPLING * SAMPLING;
  let r = 0;
  let g = 0;
  let b = 0;
  for (let k = 0; k < count; k++) {
    const sx = x * SAMPLING + (k % SAMPLING);
    const sy = y * SAMPLING + Math.floor(k / SAMPLING);
    const id = s.triangle[sy * s.width + sx] as number;
    ids[k] = id;
    let weight = 1;
    if (id !== GROUND) {
      let seen = false;
      for (let j = 0; j < k; j++) if (ids[j] === id) seen = true;
      if (seen) continue;
      for (let j = k + 1; j < count; j++) {
        const other = (y * SAMPLING + Math.floor(j / SAMPLING)) * s.width + x * SAMPLING + (j % SAMPLING);
        if (s.triangle[other] === id) weight++;
      }
    }
    shade(id, sx + 0.5, sy + 0.5, s.inverseZ[sy * s.width + sx] as number, scratch);
    // Very bright samples are capped so that edges of lamps stay smooth.
    r += Math.min(2.5, scratch[0] as number) * weight;
    g += Math.min(2.5, scratch[1] as number) * weight;
    b += Math.min(2.5, scratch[2] as number) * weight;
  }
  out[at] = r / count;
  out[at + 1] = g / count;
  out[at + 2] = b / count;
}
