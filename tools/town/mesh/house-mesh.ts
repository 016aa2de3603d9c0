import type { House } from '../../../packages/town/src/neighbourhood.ts';
import { pick, type Random, randomFor } from '../world/random.ts';
import { box, type Frame, frameAt, inFrame, type Mesh, mix, type Rgb, rgb, scale } from './mesh.ts';

const WALLS = [
  '#e4d3b2',
  '#d9b98c',
  '#c98f6b',
  '#e9e2d3',
  '#b9c4bd',
  '#d8a48f',
  '#c9b7d0',
  '#9fb6c4',
  '#dcc66f',
  '#b5705c',
  '#e8c9b0',
  '#a9b58c',
  '#cfd3d6',
  '#c2785a',
  '#8fa9a0',
  '#e6d9a8',
].map((hex) => rgb(hex, 0.85));
const DOORS = ['#5b3421', '#2f4a3c', '#27384f', '#6b1f22', '#3a3a3c', '#7a5a34'].map((hex) => rgb(hex));
const FRAME = rgb('#efe9dc', 0.8);
const GLASS = rgb('#1c2732');
const WARM = ['#ffca7a', '#ffb65c', '#ffd995', '#ffe2b0', '#9fc7ff'].map((hex) => rgb(hex, 1.25));
const FLOOR_M = 3.4;

/** Height of the house's parapet, metres. */
export function houseHeight(house: House, seed: number): number {
  const random = randomFor(seed, `house/${house.street}/${house.number}`);
  const floors = pick(random, [1, 1, 2, 2, 2, 3]);
  return 0.5 + floors * FLOOR_M + random() * 0.9;
}

/**
 * A terraced house with a flat roof, as they stand in the sample city: plinth, cornice, tall windows, a door;
 * nothing juts out of a `bare` one, so that a lens on its front sees past it.
 */
export function addHouse(mesh: Mesh, house: House, seed: number, bare = false): void {
  const height = houseHeight(house, seed);
  const random = randomFor(seed, `front/${house.street}/${house.number}`);
  const f = frameAt(house.front[0], house.front[1], house.facingDeg);
  const half = house.widthM / 2;
  const wall = scale(pick(random, WALLS), 0.85 + random() * 0.25);
  box(mesh, f, [-half, half], [-house.depthM, 0], [0, height], wall);
  const light = mix(wall, FRAME, 0.6);
  box(mesh, f, [-half, half], [-0.05, 0.05], [0, 0.7], scale(wall, 0.55));
  box(mesh, f, [-half, half], [-0.1, bare ? 0.06 : 0.2], [height - 0.75, height - 0.5], light);
  box(mesh, f, [-half, half], [-0.1, 0.08], [height - 0.06, height + 0.06], light);
  if (random() < 0.4)
    box(mesh, f, [-half * 0.6, -half * 0.6 + 1.4], [-4.4, -3], [height, height + 1.5], rgb('#8c8f92'));
  addFront(mesh, f, half, Math.floor((height - 0.4) / FLOOR_M), light, bare, random);
}

function addFront(
  mesh: Mesh,
  f: Frame,
  half: number,
  floors: number,
  trim: Rgb,
  bare: boolean,
  random: Random,
): void {
  const columns = Math.max(1, Math.floor((2 * half - 0.8) / 2.1));
  const step = (2 * half) / columns;
  const door = Math.floor(random() * columns);
  const garage = columns >= 4 && random() < 0.5 ? (door + 2) % columns : -1;
  const shutters = random() < 0.35 ? pick(random, DOORS) : undefined;
  const balcony = random() < 0.4 && !bare;
  for (let floor = 0; floor < floors; floor++) {
    if (floor > 0)
      box(mesh, f, [-half, half], [-0.05, 0.07], [floor * FLOOR_M + 0.35, floor * FLOOR_M + 0.5], trim);
    for (let c = 0; c < columns; c++) {
      const u = -half + (c + 0.5) * step;
      if (floor === 0 && c === door) addDoor(mesh, f, u, trim, random);
      else if (floor === 0 && c === garage) addGarage(mesh, f, u, step, random);
      else addWindow(mesh, f, u, floor * FLOOR_M + 1.05, trim, shutters, random);
      if (floor > 0 && balcony && c % 2 === door % 2) addBalcony(mesh, f, u, floor * FLOOR_M + 0.5);
    }
  }
}

function panel(
  mesh: Mesh,
  f: Frame,
  u: readonly [number, number],
  z: readonly [number, number],
  v: number,
  color: Rgb,
  lit = false,
): void {
  mesh.quad(
    inFrame(f, u[0], v, z[0]),
    inFrame(f, u[1], v, z[0]),
    inFrame(f, u[1], v, z[1]),
    inFrame(f, u[0], v, z[1]),
    color,
    lit ? 1 : 2,
  );
}

function addDoor(mesh: Mesh, f: Frame, u: number, trim: Rgb, random: Random): void {
  const color = pick(random, DOORS);
  box(mesh, f, [u - 0.72, u + 0.72], [-0.05, 0.06], [0, 2.95], trim);
  panel(mesh, f, [u - 0.55, u + 0.55], [0.12, 2.2], 0.075, color);
  panel(mesh, f, [u - 0.03, u + 0.03], [0.12, 2.2], 0.08, scale(color, 0.5));
  const lit = random() < 0.6;
  panel(mesh, f, [u - 0.55, u + 0.55], [2.3, 2.75], 0.075, lit ? scale(pick(random, WARM), 0.8) : GLASS, lit);
  box(mesh, f, [u - 0.85, u + 0.85], [0, 0.4], [0, 0.12], rgb('#8d8a84'));
  if (random() < 0.5) box(mesh, f, [u + 0.85, u + 1.0], [0.06, 0.2], [2.1, 2.35], rgb('#ffd9a0', 2.2), 1);
}

function addGarage(mesh: Mesh, f: Frame, u: number, step: number, random: Random): void {
  const w = Math.min(1.25, step * 0.6);
  const color = scale(pick(random, [rgb('#8b8f92'), rgb('#6d5a45'), rgb('#50606a')]), 0.9);
  panel(mesh, f, [u - w, u + w], [0.05, 2.35], 0.06, color);
  for (let i = 1; i < 5; i++)
    panel(mesh, f, [u - w, u + w], [i * 0.46, i * 0.46 + 0.05], 0.065, scale(color, 0.55));
}

function addWindow(
  mesh: Mesh,
  f: Frame,
  u: number,
  z: number,
  trim: Rgb,
  shutters: Rgb | undefined,
  random: Random,
): void {
  const lit = random() < 0.38;
  const [w, h] = [0.52, 1.55];
  box(mesh, f, [u - w - 0.12, u + w + 0.12], [-0.05, 0.05], [z - 0.1, z + h + 0.16], trim);
  box(mesh, f, [u - w - 0.2, u + w + 0.2], [-0.05, 0.16], [z - 0.16, z - 0.06], trim);
  const warm = scale(pick(random, WARM), 0.45 + random() * 0.6);
  panel(mesh, f, [u - w, u + w], [z, z + h], 0.06, lit ? warm : GLASS, lit);
  if (lit) {
    panel(mesh, f, [u - w, u - w + 0.22], [z, z + h], 0.065, scale(warm, 0.5), true);
    panel(mesh, f, [u + w - 0.22, u + w], [z, z + h], 0.065, scale(warm, 0.5), true);
  }
  panel(mesh, f, [u - 0.035, u + 0.035], [z, z + h], 0.07, trim);
  panel(mesh, f, [u - w, u + w], [z + h * 0.68, z + h * 0.68 + 0.06], 0.07, trim);
  if (shutters !== undefined)
    for (const side of [-1, 1] as const) {
      const s = u + side * (w + 0.36);
      box(mesh, f, [s - 0.24, s + 0.24], [0, 0.09], [z - 0.05, z + h + 0.1], shutters);
    }
}

function addBalcony(mesh: Mesh, f: Frame, u: number, z: number): void {
  box(mesh, f, [u - 1, u + 1], [0, 0.75], [z - 0.14, z], rgb('#b9b3a6'));
  box(mesh, f, [u - 1, u + 1], [0.69, 0.75], [z + 0.9, z + 0.97], rgb('#23262a'));
  for (let i = -5; i <= 5; i++)
    box(mesh, f, [u + i * 0.195 - 0.02, u + i * 0.195 + 0.02], [0.7, 0.74], [z, z + 0.92], rgb('#23262a'));
}
