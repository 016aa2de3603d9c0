import type { LocalPoint } from '../../../packages/town/src/local-frame.ts';
import type { Street } from '../../../packages/town/src/neighbourhood.ts';
import { alongLine, joinedLine, lineLength } from './street-lines.ts';

/** The world repeats after this time: every movement's period divides it. */
export const LOOP_MS = 16_000;

export interface Vehicle {
  readonly kind: 'car' | 'bicycle';
  readonly x: number;
  readonly y: number;
  readonly headingDeg: number;
  readonly style: number;
  /** Metres since the lane began; turns wheels and pedals. */
  readonly alongM: number;
}

interface Lane {
  readonly line: readonly LocalPoint[];
  readonly lengthM: number;
  readonly kind: Vehicle['kind'];
  readonly speed: number;
  readonly style: number;
  readonly rightM: number;
  readonly phase: number;
}

/** Streets with traffic: name, direction (−1 against the map's line), metres per second, style. */
const FLOWS: readonly (readonly [
  name: string,
  direction: 1 | -1,
  speed: number,
  style: number,
  kind: Vehicle['kind'],
])[] = [
  ['Domingo Aramburú', 1, 7.5, 2, 'car'],
  ['Arenal Grande', 1, 8, 4, 'car'],
  ['Defensa', 1, 7, 3, 'car'],
  ['Isla de Gorriti', -1, 7.5, 0, 'car'],
  ['Doctor Juan Carlos Patrón', 1, 6.5, 7, 'car'],
  ['Inca', -1, 7, 1, 'car'],
  ['Rivadavia', 1, 7, 5, 'car'],
  ['Carlos Reyles', -1, 7.5, 6, 'car'],
  ['Constitución', 1, 5, 3, 'bicycle'],
  ['Gutiérrez', 1, 4.5, 1, 'bicycle'],
  ['Benito Chain', -1, 4.5, 2, 'bicycle'],
  ['Emilio Reus', 1, 4, 0, 'bicycle'],
];
const PHASES = 16;

/** Endless trains of vehicles: in one loop each takes the place of the one before, so the loop has no seam. */
export class Traffic {
  readonly #lanes: Lane[] = [];

  constructor(streets: readonly Street[]) {
    for (const [name, direction, speed, style, kind] of FLOWS) {
      const joined = joinedLine(streets, name, 460);
      if (joined.length < 2) continue;
      const line = direction === 1 ? joined : joined.toReversed();
      const base = {
        line,
        lengthM: lineLength(line),
        kind,
        speed,
        style,
        rightM: kind === 'car' ? 0.3 : 1.1,
      };
      this.#lanes.push(this.#calmest(base));
    }
  }

  /** Every vehicle of the world at a time; the same again after {@link LOOP_MS}. */
  at(ms: number): Vehicle[] {
    return this.#lanes.flatMap((lane) => vehiclesOf(lane, ms));
  }

  /** The phase that keeps the new lane's vehicles farthest from all others at every moment. */
  #calmest(base: Omit<Lane, 'phase'>): Lane {
    let best: Lane = { ...base, phase: 0 };
    let bestGap = -1;
    const moments = Array.from({ length: LOOP_MS / 250 }, (_, i) => ({
      ms: i * 250,
      others: this.at(i * 250),
    }));
    for (let p = 0; p < PHASES; p++) {
      const lane = { ...base, phase: p / PHASES };
      const gap = smallestGap(lane, moments);
      if (gap > bestGap) {
        bestGap = gap;
        best = lane;
      }
    }
    return best;
  }
}

function smallestGap(lane: Lane, moments: readonly { ms: number; others: readonly Vehicle[] }[]): number {
  let gap = 1e9;
  for (const { ms, others } of moments)
    for (const own of vehiclesOf(lane, ms))
      for (const other of others) gap = Math.min(gap, Math.hypot(own.x - other.x, own.y - other.y));
  return gap;
}

function vehiclesOf(lane: Lane, ms: number): Vehicle[] {
  const spacing = (lane.speed * LOOP_MS) / 1000;
  const first = (((ms / LOOP_MS + lane.phase) % 1) + 1) % 1;
  const list: Vehicle[] = [];
  for (let s = first * spacing; s < lane.lengthM; s += spacing) {
    const { x, y, headingDeg } = smoothed(lane, s);
    list.push({ kind: lane.kind, x, y, headingDeg, style: lane.style, alongM: s });
  }
  return list;
}

function smoothed(lane: Lane, s: number): { x: number; y: number; headingDeg: number } {
  const back = alongLine(lane.line, Math.max(0, s - 1.4), lane.rightM);
  const front = alongLine(lane.line, s + 1.4, lane.rightM);
  const headingDeg = ((Math.atan2(front.x - back.x, front.y - back.y) * 180) / Math.PI + 360) % 360;
  return { x: (back.x + front.x) / 2, y: (back.y + front.y) / 2, headingDeg };
}
