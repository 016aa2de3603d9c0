import type { LocalPoint } from '../../../packages/town/src/local-frame.ts';
import type { House } from '../../../packages/town/src/neighbourhood.ts';
import type { Gait } from '../mesh/person-mesh.ts';
import { randomFor } from './random.ts';
import { LOOP_MS } from './traffic.ts';

export interface Walker {
  readonly x: number;
  readonly y: number;
  readonly headingDeg: number;
  readonly gait: Gait;
  /** Step cycle, radians. */
  readonly phase: number;
  readonly style: number;
}

interface Trip {
  /** Door, pavement, pavement, door. */
  readonly way: readonly LocalPoint[];
  readonly lengthM: number;
  readonly startMs: number;
  readonly speed: number;
  readonly style: number;
}

interface Chat {
  readonly at: LocalPoint;
  readonly headingDeg: number;
  readonly style: number;
}

const STEP_M = 1.5;

/** People who go from door to door within one loop, and some who stand and talk: the street looks lived in, without a seam. */
export class Walkers {
  readonly #trips: Trip[] = [];
  readonly #chats: Chat[] = [];

  constructor(
    houses: readonly House[],
    lenses: readonly { x: number; y: number; azimuthDeg: number; hfovDeg: number }[],
    seed: number,
  ) {
    const used = new Set<House>();
    for (const [n, lens] of lenses.entries()) {
      const random = randomFor(seed, `walkers/${n}`);
      const seen = houses.filter((house) => sees(lens, house.front, 7, 34) && !used.has(house));
      let trips = 0;
      for (const house of seen) {
        if (trips === 3) break;
        const to = seen.find((other) => goodPair(house, other) && !used.has(other));
        if (to === undefined || used.has(house) || random() < 0.25) continue;
        used.add(house).add(to);
        const flip = random() < 0.5;
        this.#trips.push(trip(flip ? to : house, flip ? house : to, random));
        trips++;
      }
      const corner = seen.find((house) => !used.has(house) && sees(lens, house.front, 10, 26));
      if (corner !== undefined && random() < 0.55) {
        used.add(corner);
        this.#chat(corner, Math.floor(random() * 12));
      }
    }
  }

  #chat(house: House, style: number): void {
    const a = (house.facingDeg * Math.PI) / 180;
    const [dx, dy] = [Math.sin(a), Math.cos(a)];
    const c: LocalPoint = [house.front[0] + dx * 1.7, house.front[1] + dy * 1.7];
    this.#chats.push({
      at: [c[0] + dy * 0.5, c[1] - dx * 0.5],
      headingDeg: (house.facingDeg + 270) % 360,
      style,
    });
    this.#chats.push({
      at: [c[0] - dy * 0.5, c[1] + dx * 0.5],
      headingDeg: (house.facingDeg + 90) % 360,
      style: style + 5,
    });
  }

  at(ms: number): Walker[] {
    const walking = this.#trips.flatMap((t) => walkerOf(t, ms));
    const standing = this.#chats.map((chat): Walker => {
      const sway = Math.sin((ms / LOOP_MS) * Math.PI * 8 + chat.style) * 6;
      const [x, y] = chat.at;
      return { x, y, headingDeg: chat.headingDeg + sway, gait: 'stand', phase: sway / 3, style: chat.style };
    });
    return [...walking, ...standing];
  }
}

function sees(
  lens: { x: number; y: number; azimuthDeg: number; hfovDeg: number },
  p: LocalPoint,
  from: number,
  to: number,
): boolean {
  const far = Math.hypot(p[0] - lens.x, p[1] - lens.y);
  const bearing = (Math.atan2(p[0] - lens.x, p[1] - lens.y) * 180) / Math.PI;
  return (
    far > from && far < to && Math.abs(((bearing - lens.azimuthDeg + 540) % 360) - 180) < lens.hfovDeg * 0.46
  );
}

function goodPair(a: House, b: House): boolean {
  const far = Math.hypot(a.front[0] - b.front[0], a.front[1] - b.front[1]);
  const turn = Math.abs(((a.facingDeg - b.facingDeg + 540) % 360) - 180);
  return a.street === b.street && turn < 8 && far > 7 && far < 13.5;
}

function trip(from: House, to: House, random: () => number): Trip {
  const out = (house: House, m: number): LocalPoint => {
    const a = (house.facingDeg * Math.PI) / 180;
    return [house.front[0] + Math.sin(a) * m, house.front[1] + Math.cos(a) * m];
  };
  const m = 1.3 + random() * 1.2;
  const way = [out(from, -0.5), out(from, m), out(to, m), out(to, -0.5)];
  const lengthM = way
    .slice(1)
    .reduce(
      (sum, p, i) => sum + Math.hypot(p[0] - (way[i] as LocalPoint)[0], p[1] - (way[i] as LocalPoint)[1]),
      0,
    );
  return {
    way,
    lengthM,
    startMs: random() * LOOP_MS,
    speed: 1.15 + random() * 0.25,
    style: Math.floor(random() * 12),
  };
}

function walkerOf(t: Trip, ms: number): Walker[] {
  const since = (((ms - t.startMs) % LOOP_MS) + LOOP_MS) % LOOP_MS;
  const gone = (since / 1000) * t.speed;
  if (gone >= t.lengthM) return [];
  let left = gone;
  for (let i = 1; i < t.way.length; i++) {
    const [a, b] = [t.way[i - 1] as LocalPoint, t.way[i] as LocalPoint];
    const length = Math.hypot(b[0] - a[0], b[1] - a[1]);
    if (left <= length) {
      const k = left / length;
      const headingDeg = ((Math.atan2(b[0] - a[0], b[1] - a[1]) * 180) / Math.PI + 360) % 360;
      const phase = (gone / STEP_M) * Math.PI * 2;
      return [
        {
          x: a[0] + (b[0] - a[0]) * k,
          y: a[1] + (b[1] - a[1]) * k,
          headingDeg,
          gait: 'walk',
          phase,
          style: t.style,
        },
      ];
    }
    left -= length;
  }
  return [];
}
