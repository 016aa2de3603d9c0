import type { LocalPoint } from '../../packages/town/src/local-frame.ts';

/** A named street as the map has it, in local metres. */
export interface RawStreet {
  readonly name: string;
  readonly class: string;
  readonly points: readonly LocalPoint[];
}

export interface RawAddress {
  readonly street: string;
  readonly number: string;
  readonly at: LocalPoint;
}

/** A simulated house at a real address; see `House` of the town package. */
export interface Lot {
  readonly street: string;
  readonly number: string;
  readonly front: LocalPoint;
  readonly facingDeg: number;
  readonly widthM: number;
  readonly depthM: number;
}

interface Foot {
  readonly address: RawAddress;
  readonly foot: LocalPoint;
  /** Unit vector along the street. */
  readonly along: LocalPoint;
  /** Unit vector from the street to the house. */
  readonly away: LocalPoint;
  readonly offsetM: number;
}

const MAX_HALF_FRONT_M = 6;
const LONELY_HALF_FRONT_M = 4.5;
const CLEARANCE_M = 5;

/** Middle of the sorted values. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}

/** Distance of each street's front line from its centre line: the median over its addresses, metres. */
export function frontOffsets(
  streets: readonly RawStreet[],
  addresses: readonly RawAddress[],
): Map<string, number> {
  const byStreet = new Map<string, number[]>();
  for (const foot of footsOf(streets, addresses)) {
    const list = byStreet.get(foot.address.street) ?? [];
    list.push(foot.offsetM);
    byStreet.set(foot.address.street, list);
  }
  return new Map([...byStreet].map(([name, list]) => [name, median(list)]));
}

/**
 * Terraced houses from address points: the front runs along the street at the median offset of the near addresses on
 * the same side, its ends halfway to the neighbours, its depth as much as fits before another street.
 */
export function lotsFrom(streets: readonly RawStreet[], addresses: readonly RawAddress[]): Lot[] {
  const feet = footsOf(streets, addresses);
  return feet.flatMap((foot) => lotAt(foot, feet, streets));
}

function lotAt(foot: Foot, feet: readonly Foot[], streets: readonly RawStreet[]): Lot[] {
  const same = feet.filter(
    (other) =>
      other.address.street === foot.address.street &&
      other.away[0] * foot.away[0] + other.away[1] * foot.away[1] > 0.7 &&
      Math.hypot(other.foot[0] - foot.foot[0], other.foot[1] - foot.foot[1]) < 40,
  );
  const along = (other: Foot): number =>
    (other.foot[0] - foot.foot[0]) * foot.along[0] + (other.foot[1] - foot.foot[1]) * foot.along[1];
  const first = same.find((other) => Math.abs(along(other)) < 2.5);
  if (first !== foot) return [];
  const gaps = same.map(along);
  const right = Math.min(MAX_HALF_FRONT_M * 2, ...gaps.filter((g) => g >= 2.5));
  const left = Math.min(MAX_HALF_FRONT_M * 2, ...gaps.filter((g) => g <= -2.5).map((g) => -g));
  const half = (gap: number): number => (gap >= MAX_HALF_FRONT_M * 2 ? LONELY_HALF_FRONT_M : gap / 2);
  const offset = median(same.map((other) => other.offsetM));
  return lotBetween(foot, offset, -half(left), half(right), streets);
}

function lotBetween(
  foot: Foot,
  offset: number,
  from: number,
  to: number,
  streets: readonly RawStreet[],
): Lot[] {
  const others = streets.filter((street) => street.name !== foot.address.street);
  const at = (u: number, v: number): LocalPoint => [
    foot.foot[0] + foot.along[0] * u + foot.away[0] * v,
    foot.foot[1] + foot.along[1] * u + foot.away[1] * v,
  ];
  const free = (u: number, v: number): boolean =>
    others.every((street) => distanceTo(at(u, v), street.points) > CLEARANCE_M);
  let a = from;
  let b = to;
  while (a < -1 && !free(a, offset)) a += 0.5;
  while (b > 1 && !free(b, offset)) b -= 0.5;
  let depth = 9 + (Math.abs(Math.round(foot.foot[0] * 7 + foot.foot[1] * 13)) % 6);
  while (depth > 3 && ![a, (a + b) / 2, b].every((u) => free(u, offset + depth))) depth -= 0.5;
  if (depth <= 3 || b - a < 3) return [];
  const facing = (Math.atan2(-foot.away[0], -foot.away[1]) * 180) / Math.PI;
  return [
    {
      street: foot.address.street,
      number: foot.address.number,
      front: at((a + b) / 2, offset),
      facingDeg: (facing + 360) % 360,
      widthM: b - a,
      depthM: depth,
    },
  ];
}

function footsOf(streets: readonly RawStreet[], addresses: readonly RawAddress[]): Foot[] {
  const byName = groupByName(streets);
  return addresses.flatMap((address) => {
    let best: Foot | undefined;
    for (const street of byName.get(address.street) ?? [])
      for (let i = 1; i < street.points.length; i++) {
        const foot = footOn(address, street.points[i - 1] as LocalPoint, street.points[i] as LocalPoint);
        if (foot.offsetM < (best?.offsetM ?? 25)) best = foot;
      }
    return best === undefined || best.offsetM < 2 ? [] : [best];
  });
}

function groupByName(streets: readonly RawStreet[]): Map<string, RawStreet[]> {
  const groups = new Map<string, RawStreet[]>();
  for (const street of streets) groups.set(street.name, [...(groups.get(street.name) ?? []), street]);
  return groups;
}

function footOn(address: RawAddress, a: LocalPoint, b: LocalPoint): Foot {
  const [foot, length] = nearestOn(address.at, a, b);
  const offsetM = Math.hypot(address.at[0] - foot[0], address.at[1] - foot[1]);
  const along: LocalPoint = [(b[0] - a[0]) / length, (b[1] - a[1]) / length];
  const side = (address.at[0] - foot[0]) * -along[1] + (address.at[1] - foot[1]) * along[0] >= 0 ? 1 : -1;
  return { address, foot, along, away: [-along[1] * side, along[0] * side], offsetM };
}

function nearestOn(p: LocalPoint, a: LocalPoint, b: LocalPoint): [LocalPoint, number] {
  const dx = b[0] - a[0];
  const dy = b[1] - a[1];
  const length = Math.hypot(dx, dy) || 1e-9;
  const t = Math.max(0, Math.min(1, ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / length ** 2));
  return [[a[0] + t * dx, a[1] + t * dy], length];
}

function distanceTo(p: LocalPoint, points: readonly LocalPoint[]): number {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 1; i < points.length; i++) {
    const [q] = nearestOn(p, points[i - 1] as LocalPoint, points[i] as LocalPoint);
    best = Math.min(best, Math.hypot(p[0] - q[0], p[1] - q[1]));
  }
  return best;
}
