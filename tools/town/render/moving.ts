import { runnerAt } from '../../../packages/town/src/runner-path.ts';
import { addCyclist } from '../mesh/bicycle-mesh.ts';
import { addCar, CAR_COLORS } from '../mesh/car-mesh.ts';
import { frameAt, Mesh, type Rgb, rgb } from '../mesh/mesh.ts';
import { addPerson, type Clothes } from '../mesh/person-mesh.ts';
import type { World } from '../world/world.ts';

/** A soft patch on the ground: dark under a body, bright before headlamps. */
export interface Patch {
  readonly x: number;
  readonly y: number;
  readonly headingDeg: number;
  /** Half its length along the heading and half its width, metres. */
  readonly alongM: number;
  readonly acrossM: number;
  /** Below 1 darkens, above brightens, at its middle. */
  readonly gain: number;
}

/** What moves at one moment, near one place. */
export interface Moment {
  readonly mesh: Mesh;
  readonly patches: readonly Patch[];
  /** Index range of the runner's triangles: they are drawn a little brighter. */
  readonly runner: readonly [from: number, to: number];
}

const REACH_M = 130;
const TOPS = [
  '#5b7da3',
  '#7a5b8c',
  '#9aa39a',
  '#6d8f6a',
  '#a08a5f',
  '#4d5a6b',
  '#8c6b5e',
  '#b6b9bf',
  '#556d7a',
  '#7f8a52',
  '#6a6f8f',
  '#94a7b5',
].map((h) => rgb(h));
const LEGS = ['#2d3440', '#3f3a36', '#54565c', '#2b3a2f'].map((h) => rgb(h));
const SKIN = ['#b98564', '#8a5a3c', '#d3a587'].map((h) => rgb(h));
const HAIR = ['#1f1a17', '#4a3524', '#6b6460', '#2a2320'].map((h) => rgb(h));
const RUNNER: Clothes = {
  top: rgb('#ff4a12', 1.25),
  legs: rgb('#15171d'),
  skin: rgb('#c48d68'),
  hair: rgb('#ff4a12', 1.05),
  bag: rgb('#f4f4ee', 1.1),
  band: rgb('#fff6d8', 1.5),
};

function clothesOf(style: number): Clothes {
  return {
    top: TOPS[style % TOPS.length] as Rgb,
    legs: LEGS[(style * 7) % LEGS.length] as Rgb,
    skin: SKIN[(style * 5) % SKIN.length] as Rgb,
    hair: HAIR[(style * 3) % HAIR.length] as Rgb,
  };
}

/** The world at `ms` of its loop; with the runner when `scenarioMs` is given. Only what is near (x, y). */
export function momentAt(world: World, ms: number, x: number, y: number, scenarioMs?: number): Moment {
  const mesh = new Mesh();
  const patches: Patch[] = [];
  const near = (o: { x: number; y: number }): boolean => Math.hypot(o.x - x, o.y - y) < REACH_M;
  for (const v of world.traffic.at(ms).filter(near)) {
    const f = frameAt(v.x, v.y, v.headingDeg);
    const a = (v.headingDeg * Math.PI) / 180;
    const ahead = (m: number): { x: number; y: number } => ({
      x: v.x + Math.sin(a) * m,
      y: v.y + Math.cos(a) * m,
    });
    if (v.kind === 'car') {
      addCar(mesh, f, CAR_COLORS[v.style] as Rgb, true);
      patches.push({ x: v.x, y: v.y, headingDeg: v.headingDeg, alongM: 2.5, acrossM: 1.25, gain: 0.3 });
      patches.push({ ...ahead(8), headingDeg: v.headingDeg, alongM: 6, acrossM: 2.3, gain: 2.6 });
    } else {
      addCyclist(mesh, f, clothesOf(v.style + 3), CAR_COLORS[v.style] as Rgb, (v.alongM / 3.2) * Math.PI * 2);
      patches.push({ x: v.x, y: v.y, headingDeg: v.headingDeg, alongM: 1, acrossM: 0.4, gain: 0.55 });
      patches.push({ ...ahead(2.4), headingDeg: v.headingDeg, alongM: 1.8, acrossM: 0.6, gain: 1.4 });
    }
  }
  for (const w of world.walkers.at(ms).filter(near)) {
    addPerson(mesh, frameAt(w.x, w.y, w.headingDeg), clothesOf(w.style), w.gait, w.phase);
    patches.push({ x: w.x, y: w.y, headingDeg: w.headingDeg, alongM: 0.5, acrossM: 0.45, gain: 0.5 });
  }
  const from = mesh.triangles;
  if (scenarioMs !== undefined) addRunner(mesh, patches, scenarioMs);
  return { mesh, patches, runner: [from, mesh.triangles] };
}

function addRunner(mesh: Mesh, patches: Patch[], scenarioMs: number): void {
  const runner = runnerAt(scenarioMs);
  if (runner.pose === 'inside') return;
  const [x, y] = runner.at;
  // In hiding, the head turns from side to side in step with the loop.
  const look = runner.pose === 'hiding' ? 180 + Math.sin((scenarioMs / 4000) * Math.PI) * 40 : 0;
  const f = frameAt(x, y, runner.headingDeg + look);
  const gait = runner.pose === 'hiding' ? 'crouch' : 'run';
  addPerson(mesh, f, RUNNER, gait, (runner.distanceM / 2.5) * Math.PI * 2);
  patches.push({ x, y, headingDeg: runner.headingDeg, alongM: 0.6, acrossM: 0.5, gain: 0.4 });
}
