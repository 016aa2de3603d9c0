import type { LookStore, OwnerLook, StoredLook, StoredLookCamera } from '@porchlight/hub-core';
import { type Selectable, sql } from 'kysely';
import { type Database, only } from '../database.ts';
import type { LookTable } from '../schema/tables.ts';
import { lookCameraOf, lookOf } from './look-rows.ts';

type LookReads = Pick<LookStore, 'get' | 'running' | 'recent' | 'ofOwner' | 'countStarted'>;

export function lookReads(db: Database): LookReads {
  const select = () => db.selectFrom('look').selectAll();
  return {
    async get(requestId) {
      const rows = await select().where('request_id', '=', requestId).execute();
      return (await withCameras(db, rows))[0];
    },
    async running() {
      return withCameras(
        db,
        await select().where('state', '=', 'running').orderBy('started_at').orderBy('request_id').execute(),
      );
    },
    async recent(startedSince, limit) {
      const rows = await select()
        .where('state', '<>', 'refused')
        .where((where) => where.or([where('state', '=', 'running'), where('started_at', '>=', startedSince)]))
        .orderBy('started_at', 'desc')
        .orderBy('request_id')
        .limit(limit)
        .execute();
      return withCameras(db, rows);
    },
    ofOwner: (...args) => ofOwner(db, ...args),
    async countStarted(from, to) {
      const rows = await db
        .selectFrom('look')
        .select((eb) => eb.fn.countAll<number>().as('n'))
        .where('state', '<>', 'refused')
        .where('started_at', '>=', from)
        .where('started_at', '<', to)
        .execute();
      return only(rows).n;
    },
  };
}

async function withCameras(db: Database, looks: readonly Selectable<LookTable>[]): Promise<StoredLook[]> {
  if (looks.length === 0) return [];
  const rows = await db
    .selectFrom('look_camera')
    .selectAll()
    .where(
      'request_id',
      'in',
      looks.map((look) => look.request_id),
    )
    .orderBy('distance_m')
    .orderBy('camera_id')
    .execute();
  const cameras = new Map<string, StoredLookCamera[]>(looks.map((look) => [look.request_id, []]));
  for (const row of rows) cameras.get(row.request_id)?.push(lookCameraOf(row));
  return looks.map((look) => lookOf(look, cameras.get(look.request_id) ?? []));
}

async function ofOwner(db: Database, ...args: Parameters<LookStore['ofOwner']>): Promise<OwnerLook[]> {
  const [ownerId, limit, cursor] = args;
  const rows = await db
    .selectFrom('look_camera as c')
    .innerJoin('look as l', 'l.request_id', 'c.request_id')
    .selectAll('c')
    .select(['l.incident_id', 'l.role', 'l.class', 'l.place'])
    .where('c.owner_id', '=', ownerId)
    .$if(cursor !== undefined, (query) =>
      query.where(
        sql<boolean>`(c.since < ${cursor?.since}::bigint or (c.since = ${cursor?.since}::bigint
          and (c.request_id, c.camera_id) > (${cursor?.requestId}::text, ${cursor?.cameraId}::text)))`,
      ),
    )
    .orderBy('c.since', 'desc')
    .orderBy('c.request_id')
    .orderBy('c.camera_id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    ...lookCameraOf(row),
    requestId: row.request_id as OwnerLook['requestId'],
    incidentId: row.incident_id as OwnerLook['incidentId'],
    role: row.role,
    class: row.class as OwnerLook['class'],
    place: row.place,
  }));
}
