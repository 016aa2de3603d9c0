import type { Street } from '../../../packages/town/src/neighbourhood.ts';
import { runnerAt, SCENARIO_MS } from '../../../packages/town/src/runner-path.ts';
import { randomFor } from './random.ts';
import { Spots } from './spots.ts';
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
  lenses: readonly LensSpot[],
  seed: number,
): Furniture {
  const runner = new Spots<{ x: number; y: number }>();
  for (let i = 0; i < 160; i++) {
    const [x, y] = runnerAt((i * SCENARIO_MS) / 160).at;
    runner.add({ x, y });
  }
  const lamps = new Spots<Furniture['lamps'][number]>();
  const trees = new Spots<Furniture['trees'][number]>();
  const parked = new Spots<Furniture['parked'][number]>();
  parked.add(HIDING_CAR);
  for (const [n, street] of streets.entries())
    for (const side of [1, -1]) {
      const random = randomFor(seed, `street/${n}/${side}`);
      const length = lineLength(street.points);
      for (let s = 3; s < length - 3; s += 1.5) {
        const { x, y, headingDeg } = alongLine(street.points, s, (street.halfWidthM + 0.75) * side);
        if (Math.abs(x) > LIMIT_M || Math.abs(y) > LIMIT_M) continue;
        const other = lines.at(x, y)?.otherEdgeM ?? 99;
        const open = !inFrontOf(lenses, x, y);
        if (other > 1.2 && !lamps.near(x, y, 24) && open)
          lamps.add({ x, y, facingDeg: (headingDeg - 90 * side + 360) % 360 });
        else if (other > 3.5 && random() < 0.5 && open && !trees.near(x, y, 10) && !lamps.near(x, y, 4))
          if (!runner.near(x, y, 1.6)) trees.add({ x, y, size: 0.8 + random() * 0.5 });
        const car = alongLine(street.points, s, (street.halfWidthM - 0.98) * side);
        const roomy = street.halfWidthM > 3.2 || (side > 0 && street.halfWidthM > 2.2);
        if (!roomy || other <= 6 || random() >= 0.16 || parked.near(car.x, car.y, 5.2)) continue;
        if (runner.near(car.x, car.y, 2.9)) continue;
        parked.add({ x: car.x, y: car.y, facingDeg: car.headingDeg, color: Math.floor(random() * 8) });
      }
    }
  return { lamps: lamps.all, trees: trees.all, parked: parked.all };
}

interface LensSpot {
  readonly x: number;
  readonly y: number;
  readonly azimuthDeg: number;
}

function inFrontOf(lenses: readonly LensSpot[], x: number, y: number): boolean {
  return lenses.some((lens) => {
    const far = Math.hypot(x - lens.x, y - lens.y);
    const bearing = (Math.atan2(x - lens.x, y - lens.y) * 180) / Math.PI;
    const off = Math.abs(((bearing - lens.azimuthDeg + 540) % 360) - 180);
    return far < 5 || (far < 17 && off < 36) || (far < 30 && off < 14);
  });
}
