import type { LocalPoint } from '../../../packages/town/src/local-frame.ts';
import type { Street } from '../../../packages/town/src/neighbourhood.ts';
import { runnerAt, SCENARIO_MS } from '../../../packages/town/src/runner-path.ts';
import { randomFor } from './random.ts';
import { alongLine, lineLength, type StreetLines } from './street-lines.ts';

/** What stands in the streets and never moves. */
export interface Furniture {
  readonly lamps: readonly { x: number; y: number; facingDeg: number }[];
  readonly trees: readonly { x: number; y: number; size: number }[];
  readonly parked: readonly { x: number; y: number; facingDeg: number; color: number }[];
}

const LIMIT_M = 470;
/** Behind this car the runner hides. */
const HIDING_CAR = { x: 107.3, y: -185.4, facingDeg: 173, color: 1 };

/** Lamps, plane trees and parked cars along every street, clear of junctions, lenses and the runner's way. */
export function placeFurniture(
  streets: readonly Street[],
  lines: StreetLines,
  lenses: readonly { x: number; y: number; azimuthDeg: number }[],
  seed: number,
): Furniture {
  const runner = Array.from({ length: 160 }, (_, i) => runnerAt((i * SCENARIO_MS) / 160).at);
  const near = (x: number, y: number, points: readonly LocalPoint[], m: number): boolean =>
    points.some((p) => Math.hypot(p[0] - x, p[1] - y) < m);
  const lamps: Furniture['lamps'][number][] = [];
  const trees: Furniture['trees'][number][] = [];
  const parked: Furniture['parked'][number][] = [HIDING_CAR];
  for (const [n, street] of streets.entries()) {
    const length = lineLength(street.points);
    for (const side of [1, -1]) {
      const random = randomFor(seed, `street/${n}/${side}`);
      for (let s = 3; s < length - 3; s += 1.5) {
        const rightM = (street.halfWidthM + 0.75) * side;
        const { x, y, headingDeg } = alongLine(street.points, s, rightM);
        if (Math.abs(x) > LIMIT_M || Math.abs(y) > LIMIT_M) continue;
        const other = lines.at(x, y)?.otherEdgeM ?? 99;
        const clear = (list: readonly { x: number; y: number }[], m: number): boolean =>
          list.every((o) => Math.hypot(o.x - x, o.y - y) > m);
        const inward = (headingDeg - 90 * side + 360) % 360;
        if (other > 1.2 && clear(lamps, 24) && !inFrontOf(lenses, x, y)) lamps.push({ x, y, facingDeg: inward });
        else if (
          other > 3.5 &&
          random() < 0.5 &&
          clear(trees, 10) &&
          clear(lamps, 4) &&
          !inFrontOf(lenses, x, y) &&
          !near(x, y, runner, 1.6)
        )
          trees.push({ x, y, size: 0.8 + random() * 0.5 });
        const car = alongLine(street.points, s, (street.halfWidthM - 0.98) * side);
        const roomy = street.halfWidthM > 3.2 || (side > 0 && street.halfWidthM > 2.2);
        const apart = parked.every((o) => Math.hypot(o.x - car.x, o.y - car.y) > 5.2);
        if (roomy && other > 6 && random() < 0.16 && apart && !near(car.x, car.y, runner, 2.9))
          parked.push({ x: car.x, y: car.y, facingDeg: car.headingDeg, color: Math.floor(random() * 8) });
      }
    }
  }
  return { lamps, trees, parked };
}

function inFrontOf(
  lenses: readonly { x: number; y: number; azimuthDeg: number }[],
  x: number,
  y: number,
): boolean {
  return lenses.some((lens) => {
    const far = Math.hypot(x - lens.x, y - lens.y);
    const bearing = (Math.atan2(x - lens.x, y - lens.y) * 180) / Math.PI;
    const off = Math.abs(((bearing - lens.azimuthDeg + 540) % 360) - 180);
    return far < 5 || (far < 17 && off < 36) || (far < 30 && off < 14);
  });
}
