import { type House, neighbourhood } from '../../../packages/town/src/neighbourhood.ts';
import { type TownPlan, townPlan } from '../../../packages/town/src/town-plan.ts';
import { type Furniture, placeFurniture } from './furniture.ts';
import { StreetLines } from './street-lines.ts';
import { Traffic } from './traffic.ts';
import { Walkers } from './walkers.ts';

/** A camera in the world's metres. Angles as in `CameraPose`. */
export interface Lens {
  readonly id: string;
  readonly label: string;
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly azimuthDeg: number;
  readonly tiltDeg: number;
  readonly hfovDeg: number;
}

/** The one simulated world that every camera looks into. */
export interface World {
  readonly seed: number;
  readonly plan: TownPlan;
  readonly lenses: readonly Lens[];
  readonly lines: StreetLines;
  readonly furniture: Furniture;
  readonly traffic: Traffic;
  readonly walkers: Walkers;
  /** Houses near a lens: nothing juts out of their fronts. */
  readonly bareHouses: ReadonlySet<House>;
}

const BARE_WITHIN_M = 9;

export function buildWorld(seed: number): World {
  const hood = neighbourhood();
  const plan = townPlan(seed);
  const lenses = plan.cameras.map((camera): Lens => {
    const [x, y] = hood.frame.toLocal(camera.pose.position);
    const { heightM: z, azimuthDeg, tiltDeg, hfovDeg } = camera.pose;
    return { id: camera.id, label: camera.label, x, y, z, azimuthDeg, tiltDeg, hfovDeg };
  });
  const lines = new StreetLines(hood.streets, 520);
  return {
    seed,
    plan,
    lenses,
    lines,
    furniture: placeFurniture(hood.streets, lines, lenses, seed),
    traffic: new Traffic(hood.streets),
    walkers: new Walkers(hood.houses, lenses, seed),
    bareHouses: new Set(
      hood.houses.filter(({ front }) =>
        lenses.some((lens) => Math.hypot(lens.x - front[0], lens.y - front[1]) < BARE_WITHIN_M),
      ),
    ),
  };
}
