/**
 * The circle over a million cameras as the hub asks for it (through the store, rows parsed): the count of a call's circle, where owners
 * signed 400 m and where every owner signed the most there is (5 km), and the whole rows that a request is judged by. Peer in the same
 * run: the same rows by a plain haversine over the whole table. Usage: npx tsx --conditions=source bench/circle-query.ts [cameras] [side of their square in km]
 */
import { destination, type LatLon } from '@porchlight/domain';
import { openTemporaryStore } from '@porchlight/hub-postgres/testing';
import pg from 'pg';
import { printRows, type Row, share, spreadOf } from './support/figures.ts';

const CAMERAS = Number(process.argv[2] ?? 1_000_000);
/** 100 km gives a million cameras a density of 100 a km². */
const SIDE_KM = Number(process.argv[3] ?? 100);
const QUERIES = 300;
const PEER_QUERIES = 10;
const CENTRE: LatLon = { lat: 40.4168, lon: -3.7038 };
const HALF_SIDE_M = SIDE_KM * 500;

/** A small seeded generator (mulberry32), so that every run asks for the same circles. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

async function load(client: pg.Client): Promise<void> {
  const north = destination(CENTRE, 0, HALF_SIDE_M).lat - CENTRE.lat;
  const east = destination(CENTRE, 90, HALF_SIDE_M).lon - CENTRE.lon;
  await client.query(`
    insert into owner select 'owner', 'owner', '', 0;
    insert into gateway select 'box', 'key', '{}', 'box', 0, null;
    select setseed(0.5);
    insert into camera (camera_id, gateway_id, owner_id, label, state, detail, has_sub, present, announced_at, consent_detail,
        terms, terms_version, terms_hash, consent_state, effective_at)
      select 'camera-' || n, 'box', 'owner', 'front door', 'live', '', true, true, 0, '',
        json_build_object('cameraId', 'camera-' || n, 'gatewayId', 'box', 'label', 'front door', 'tier', 'incident',
          'classes', json_build_array('burglary', 'robbery'), 'radiusM', 400, 'hours', json_build_object('kind', 'always'),
          'from', 0, 'until', 2000000000000, 'pose', json_build_object(
            'position', json_build_object('lat', ${CENTRE.lat} + ${north} * (2 * random() - 1), 'lon', ${CENTRE.lon} + ${east} * (2 * random() - 1)),
            'heightM', 3, 'azimuthDeg', 90, 'tiltDeg', -10, 'hfovDeg', 90, 'rangeM', 30)),
        1, 'hash', 'in-force', 0
      from generate_series(1, ${CAMERAS}) n;
  `);
  await client.query('vacuum (analyze) camera');
}

async function timed(runs: number, ask: () => Promise<number>): Promise<{ ms: number[]; rows: number }> {
  const ms: number[] = [];
  let rows = 0;
  for (let run = 0; run < runs; run++) {
    const start = performance.now();
    rows += await ask();
    ms.push(performance.now() - start);
  }
  return { ms: ms.sort((a, b) => a - b), rows: rows / runs };
}

const temporary = await openTemporaryStore();
const { connection } = temporary.postgres;
if (connection.kind !== 'socket') throw new Error('the temporary store uses a socket');
const { socketDir: host, user, database } = connection;
const client = new pg.Client({ host, user, database });
await client.connect();
try {
  const start = performance.now();
  await load(client);
  const loadS = Math.round((performance.now() - start) / 100) / 10;
  const { cameras } = temporary.store;
  const count = (at: LatLon, radiusM: number) => cameras.reaching(at, radiusM);
  const rows: Row[] = [
    await measured('1 km', 1000, count, '–'),
    await measured('5 km', 5000, count, 'p99 ≤ 50'),
    await measured('5 km, whole rows for a request', 5000, (at, radiusM) => cameras.near(at, radiusM), '–'),
  ];
  await reachEverybody(client);
  rows.splice(2, 0, await measured('5 km, every owner signed 5 km', 5000, count, 'p99 ≤ 50'));
  printRows(
    'circle-query',
    `circle among ${CAMERAS.toLocaleString('en')} cameras, loaded in ${loadS} s; peer: a scan`,
    rows,
  );
} finally {
  await client.end();
  await temporary.close();
}

/** Circles of one size at places that every run asks for, beside the same rows by a scan. */
async function measured(
  what: string,
  radiusM: number,
  ask: (at: LatLon, radiusM: number) => Promise<readonly unknown[]>,
  gate: string,
): Promise<Row> {
  const random = seeded(1);
  const somewhere = (): LatLon =>
    destination(CENTRE, random() * 360, Math.sqrt(random()) * (HALF_SIDE_M - 2 * radiusM));
  const ours = async (): Promise<number> => (await ask(somewhere(), radiusM)).length;
  await timed(20, ours);
  const { ms, rows } = await timed(QUERIES, ours);
  const peer = await timed(PEER_QUERIES, async () => {
    const { lat, lon } = somewhere();
    const found = await client.query(
      'select * from (select *, great_circle_m($1, $2, place) as d from camera where terms is not null) c where d <= $3 order by d',
      [lat, lon, radiusM],
    );
    return found.rows.length;
  });
  return {
    what: `${what}: ${Math.round(rows)} cameras, ms`,
    ...spreadOf(ms),
    gate,
    peer: share(peer.ms, 0.5),
  };
}

/** The most that a consent can say. */
async function reachEverybody(on: pg.Client): Promise<void> {
  await on.query(`update camera set terms = jsonb_set(terms::jsonb, '{radiusM}', '5000')::json`);
  await on.query('vacuum (full, analyze) camera');
}
