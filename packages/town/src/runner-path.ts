import type { LocalPoint } from './local-frame.ts';

/** Length of the scenario's way, from the report to the hiding place, milliseconds: a multiple of every clip's loop. */
export const SCENARIO_MS = 64_000;
/** What follows: the runner stays in hiding, in a loop of this length. */
export const AFTERMATH_MS = 16_000;

/** Out of the burgled house, down Democracia, along Blandengues, into Constitución, behind a parked car. */
const WAY: readonly LocalPoint[] = [
  [-12.2, 50.2],
  [-15.6, 49.8],
  [-19.8, 46.2],
  [-17.5, 25.4],
  [-11.7, -18.5],
  [-6.7, -63.5],
  [-4.1, -87.2],
  [-2.2, -105.0],
  [2.4, -147.2],
  [5.4, -151.2],
  [104.6, -139.9],
  [107.1, -143.4],
  [110.4, -172.5],
  [109.4, -179.4],
  [105.0, -182.2],
];
const LEAVES_MS = 1_500;
const HIDES_MS = 62_500;

export interface RunnerState {
  readonly at: LocalPoint;
  /** Where the runner looks, degrees clockwise from north. */
  readonly headingDeg: number;
  /** Metres run so far; drives the legs. */
  readonly distanceM: number;
  readonly pose: 'inside' | 'running' | 'hiding';
}

const LENGTHS = WAY.slice(1).map((p, i) => {
  const q = WAY[i] as LocalPoint;
  return Math.hypot(p[0] - q[0], p[1] - q[1]);
});
/** Length of the way, metres. */
export const RUN_LENGTH_M = LENGTHS.reduce((sum, l) => sum + l, 0);

/** Where the runner is, `ms` after the report. Before 0 inside the house; from {@link SCENARIO_MS} on hiding. */
export function runnerAt(ms: number): RunnerState {
  const share = (ms - LEAVES_MS) / (HIDES_MS - LEAVES_MS);
  const distanceM = Math.max(0, Math.min(1, share)) * RUN_LENGTH_M;
  const pose = share <= 0 ? 'inside' : share < 1 ? 'running' : 'hiding';
  let left = distanceM;
  let i = 0;
  while (i < LENGTHS.length - 1 && left > (LENGTHS[i] as number)) left -= LENGTHS[i++] as number;
  const a = WAY[i] as LocalPoint;
  const b = WAY[i + 1] as LocalPoint;
  const t = Math.min(1, left / (LENGTHS[i] as number));
  const headingDeg = ((Math.atan2(b[0] - a[0], b[1] - a[1]) * 180) / Math.PI + 360) % 360;
  return { at: [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t], headingDeg, distanceM, pose };
}
