import type {
  CameraId,
  GatewayId,
  IncidentClass,
  IncidentId,
  PersonId,
  ProgrammeId,
  RequestId,
} from '@porchlight/domain';
import { beforeAll, describe, expect, test } from 'vitest';
import type { IncidentStatement, RequestStatement } from '../kinds.ts';
import { disclosureLeaf } from './disclosure-leaf.ts';
import { leafBytes, readLeaf } from './leaf-bytes.ts';
import { incidentCloseLeaf, incidentLeaf, outcomeLeaf } from './other-leaves.ts';
import { readDisclosure } from './record-key.ts';
import {
  requestDisclosures,
  requestLeaf,
  type SlotCamera,
  slotCountOf,
  slotDigests,
} from './request-leaf.ts';

/**
 * The attacker of the public log: holds every byte of it, and the places of all incidents, which cities publish. One house with a
 * camera stands apart. Each look at it is one disc that holds the house; what the log tells of which looks those were decides how
 * small the intersection of discs gets.
 */
const TOWN_M = 4000;
const RADIUS_M = 250;
const HOUSES = 1500;
const CAMERAS = 60;
const LOOKS_AT_THE_HOUSE = 50;
/** Requests that reach no camera stand among the others. */
const INCIDENTS = 1200;
const programme = 'town' as ProgrammeId;
const BURGLARY: IncidentClass = 'burglary';
const HASH = 'A'.repeat(43);

interface Point {
  readonly x: number;
  readonly y: number;
}
const within = (a: Point, b: Point): boolean => Math.hypot(a.x - b.x, a.y - b.y) <= RADIUS_M;

/** mulberry32: the same town every time. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Town {
  /** Where the house stands that the attacker looks for; no other camera is near it. */
  readonly house: Point;
  readonly houses: readonly Point[];
  readonly cameras: readonly Point[];
  readonly incidents: readonly Point[];
}

function makeTown(random: () => number): Town {
  const anywhere = (): Point => ({ x: random() * TOWN_M, y: random() * TOWN_M });
  const house = { x: TOWN_M / 2, y: TOWN_M / 2 };
  const away = (): Point => {
    for (let at = anywhere(); ; at = anywhere())
      if (Math.hypot(at.x - house.x, at.y - house.y) > 3 * RADIUS_M) return at;
  };
  const near = (): Point => {
    for (let at = anywhere(); ; at = anywhere()) if (within(at, house)) return at;
  };
  const incidents = [
    ...Array.from({ length: INCIDENTS - LOOKS_AT_THE_HOUSE }, away),
    ...Array.from({ length: LOOKS_AT_THE_HOUSE }, near),
  ];
  for (let n = incidents.length - 1; n > 0; n--) {
    const other = Math.floor(random() * (n + 1));
    [incidents[n], incidents[other]] = [incidents[other] as Point, incidents[n] as Point];
  }
  return {
    house,
    houses: [house, ...Array.from({ length: HOUSES }, anywhere)],
    cameras: [house, ...Array.from({ length: CAMERAS }, away)],
    incidents,
  };
}

/** What the hub writes of one incident and its one request, byte for byte, and the place that the city publishes. */
interface Written {
  readonly place: Point;
  readonly entries: readonly Uint8Array[];
  /** For the control: what a log would tell that discloses how many cameras were reached. */
  readonly reached: number;
}

async function writeLog(town: Town): Promise<Written[]> {
  const written: Written[] = [];
  let index = 4;
  for (const [n, place] of town.incidents.entries()) {
    const reached = town.cameras.flatMap((camera, c) => (within(camera, place) ? [`cam-${c}`] : []));
    const entries = await entriesOf(n, index, reached as CameraId[]);
    written.push({ place, entries, reached: reached.length });
    index += entries.length;
  }
  return written;
}

async function entriesOf(n: number, index: number, reached: readonly CameraId[]): Promise<Uint8Array[]> {
  const key = () => crypto.getRandomValues(new Uint8Array(32));
  const incident = {
    statement: { programme, class: BURGLARY } as IncidentStatement,
    hash: HASH,
    envelope: ENVELOPE,
  };
  const statement = {
    programme,
    requestId: n.toString(16).padStart(32, '0') as RequestId,
    incidentId: `inc-${n}` as IncidentId,
    class: BURGLARY,
    action: 'live',
    maxCameras: 16,
    minutes: 20,
    operatorId: 'operator-1' as PersonId,
    rosterEpoch: 1,
    policyHash: HASH,
    issuedAt: Date.UTC(2026, 0, 1) + n * 3600_000,
  } as RequestStatement;
  const request = { statement, hash: HASH, envelope: ENVELOPE };
  const recordKey = key();
  const cameras: SlotCamera[] = reached.map((cameraId) => ({
    cameraId,
    consentHash: HASH,
    gatewayId: 'gw' as GatewayId,
  }));
  const parts = {
    request,
    operator: { keys: [{ kind: 'software' as const, raw: 'key' }] as never },
    incident: index,
    incidentHash: HASH,
    after: null,
    recordKey,
    cameras: cameras.length,
  };
  const slots = await slotDigests(recordKey, slotCountOf(statement), cameras);
  const answers = reached.map((cameraId) => ({ cameraId, result: 'opened' as const, reasons: [] }));
  const opened = await requestDisclosures(parts, cameras);
  return [
    leafBytes(await incidentLeaf(incident, { selfAttested: false, after: null }, key())),
    leafBytes(await requestLeaf(parts, slots)),
    leafBytes(await incidentCloseLeaf(incident, index, key())),
    leafBytes(await outcomeLeaf(programme, index + 1, slots.length, answers, key())),
    leafBytes(disclosureLeaf(programme, index + 1, opened)),
  ];
}

const ENVELOPE = { payloadType: 'x', payload: '', signatures: [] } as never;

/** Everything of an entry that is not a digest, a salt, a pseudonym, an index or a time: what two requests could differ in. */
function visible(entries: readonly Uint8Array[]): string {
  return entries
    .map((bytes) => {
      const leaf = readLeaf(bytes);
      if (leaf === undefined) throw new Error('not a leaf');
      const opens =
        leaf.kind === 'disclosure' ? leaf.disclosures.map((text) => readDisclosure(text)?.path) : [];
      const shape = Object.entries(leaf).map(([name, value]) =>
        ['sd', 'slots', 'marks', 'disclosures'].includes(name)
          ? `${name}:${(value as unknown[]).length}`
          : TOLD.includes(name)
            ? `${name}:${String(value)}`
            : name,
      );
      return `${shape.join(',')}|${opens.join(',')}|${bytes.length - digitsOf(leaf)}`;
    })
    .join(' / ');
}
const TOLD = [
  'kind',
  'class',
  'minutes',
  'action',
  'approvals',
  'rosterEpoch',
  'policy',
  'programme',
  'selfAttested',
];
/** Indices grow as the log does, and with them the length of an entry, whatever was reached. */
function digitsOf(leaf: object): number {
  return ['incident', 'after', 'request', 'leaf']
    .map((name) => (leaf as Record<string, unknown>)[name])
    .reduce<number>((sum, value) => sum + (typeof value === 'number' ? String(value).length : 0), 0);
}

/** Square metres in which a house may stand that lies within every one of these discs. */
function areaOf(discs: readonly Point[], step: number): number {
  let cells = 0;
  for (let x = step / 2; x < TOWN_M; x += step)
    for (let y = step / 2; y < TOWN_M; y += step)
      if (discs.every((disc) => within(disc, { x, y }))) cells += 1;
  return cells * step ** 2;
}

/**
 * The attack: sort the requests by all that can be seen of them; of each heap take the discs as looks at one house, when some place
 * lies in all of them. Nothing is left to sort by when every heap holds both kinds: then no place is ruled out.
 */
function attacked(log: readonly Written[]): number {
  const heaps = new Map<string, Point[]>();
  for (const { entries, place } of log) {
    const shape = visible(entries);
    heaps.set(shape, [...(heaps.get(shape) ?? []), place]);
  }
  const areas = [...heaps.values()].map((discs) => areaOf(discs, 20)).filter((area) => area > 0);
  return areas.length > 0 ? Math.min(...areas) : TOWN_M ** 2;
}

let town: Town;
let log: Written[];
beforeAll(async () => {
  town = makeTown(randomOf(7));
  log = await writeLog(town);
}, 60_000);

describe('an attacker with the whole public log and the places of all incidents', () => {
  test('after 50 looks at a house that stands alone is left with 16 km², where guessing among the cameras leaves 0.26', async () => {
    expect(log.filter(({ reached }) => reached === 0).length).toBeGreaterThan(INCIDENTS / 4);
    expect(new Set(log.map(({ entries }) => visible(entries))).size).toBe(1);
    const area = attacked(log);
    expect(area).toBe(16_000_000);
    expect(area).toBeGreaterThan(TOWN_M ** 2 / (CAMERAS + 1));
  }, 120_000);

  test('finds no digest twice, so nothing links two looks at one camera', async () => {
    const seen = new Set<string>();
    let digests = 0;
    for (const { entries } of log)
      for (const bytes of entries) {
        const leaf = readLeaf(bytes);
        if (leaf === undefined || leaf.kind === 'disclosure') continue;
        for (const digest of [...('sd' in leaf ? leaf.sd : []), ...('slots' in leaf ? leaf.slots : [])]) {
          digests += 1;
          seen.add(digest);
        }
      }
    expect(seen.size).toBe(digests);
  }, 60_000);

  test('would find that house to a few thousand square metres if the number of cameras were disclosed: the control', async () => {
    // As if each disclosure said how many cameras were reached: requests of one camera, around one place.
    const discs = log
      .filter(({ reached, place }) => reached > 0 && within(place, town.house))
      .map((each) => each.place);
    expect(discs).toHaveLength(LOOKS_AT_THE_HOUSE);
    const area = areaOf(discs, 5);
    expect(area).toBeGreaterThan(0);
    expect(area).toBeLessThan(12_000);
  }, 120_000);
});
