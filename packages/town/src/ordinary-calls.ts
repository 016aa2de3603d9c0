import type { LatLon } from '@porchlight/domain';
import type { House, Neighbourhood } from './neighbourhood.ts';

/** One call of an ordinary day. Most of them open nothing: their nature code is in no class, or nobody asks. */
export interface OrdinaryCall {
  /** Dispatch nature code. */
  readonly nature: string;
  readonly place: string;
  readonly position: LatLon;
  /** How long it stays open, seconds of the ordinary day. */
  readonly openForS: number;
}

const NATURES: readonly (readonly [nature: string, openForS: number])[] = [
  ['NOISE', 900],
  ['VEH-THEFT', 1500],
  ['PARKING', 600],
  ['WELFARE', 1200],
  ['HIT-RUN', 900],
  ['ALARM-FALSE', 420],
  ['TRAFFIC', 500],
  ['LOST-PROP', 300],
  ['ASLT', 1100],
  ['ANIMAL', 700],
  ['SUSP-PERSON', 800],
  ['MISS', 1800],
  ['MEDICAL', 1400],
];
const CALLS = 60;

/** Sixty calls at addresses inside the boundary, always the same ones. */
export function ordinaryCalls(hood: Neighbourhood): OrdinaryCall[] {
  const inside = hood.houses.filter((h) => Math.abs(h.front[0]) < 290 && Math.abs(h.front[1]) < 290);
  return Array.from({ length: CALLS }, (_, i) => {
    // A step that shares no factor with the list's length in practice spreads the calls over the map.
    const house = inside[(i * 617 + 101) % inside.length] as House;
    const [nature, openForS] = NATURES[i % NATURES.length] as readonly [string, number];
    return {
      nature,
      place: `${house.street} ${house.number.split(',')[0]}`,
      position: hood.frame.toLatLon(house.front),
      openForS,
    };
  });
}
