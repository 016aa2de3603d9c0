import type { CameraId } from '@porchlight/domain';
import type { AnnouncedCamera, CameraStore } from '@porchlight/hub-core';
import { sql } from 'kysely';
import { atomically, type Database, only } from '../database.ts';
import { CAMERA_COLUMNS, cameraOf } from './camera-row.ts';
import { camerasNear, camerasReaching } from './cameras-near.ts';

export function cameraStore(db: Database): CameraStore {
  const select = () => db.selectFrom('camera').select(CAMERA_COLUMNS);
  return {
    announce: (gatewayId, cameras, at) => atomically(db, (tx) => announce(tx, gatewayId, cameras, at)),
    async get(cameraIds) {
      if (cameraIds.length === 0) return [];
      return (await select().where('camera_id', 'in', cameraIds).execute()).map(cameraOf);
    },
    async ofOwner(ownerId) {
      return (await select().where('owner_id', '=', ownerId).orderBy('camera_id').execute()).map(cameraOf);
    },
    async ofGateway(gatewayId) {
      return (await select().where('gateway_id', '=', gatewayId).orderBy('camera_id').execute()).map(
        cameraOf,
      );
    },
    near: (position, radiusM, limit = 10_000) => camerasNear(db, position, radiusM, limit),
    reaching: (position, radiusM) => camerasReaching(db, position, radiusM),
    ...ownerActs(db),
    async setConsentState({ gatewayId, ownerId, version, state, effectiveAt, detail }) {
      const rows = await db
        .updateTable('camera')
        .set({
          consent_state: state,
          effective_at: effectiveAt,
          consent_detail: detail,
          ...(state === 'in-force'
            ? { previous_terms: null, previous_version: null, previous_hash: null }
            : {}),
        })
        .where('gateway_id', '=', gatewayId)
        .where('owner_id', '=', ownerId)
        .where('terms_version', '=', version)
        .returning('camera_id')
        .execute();
      return rows.map((row) => row.camera_id as CameraId);
    },
    async counts() {
      const rows = await db
        .selectFrom('camera')
        .select((eb) => [
          eb.fn.countAll<number>().as('cameras'),
          eb.fn.count<number>('camera_id').filterWhere('terms', 'is not', null).as('consenting'),
        ])
        .where('present', '=', true)
        .execute();
      return only(rows);
    },
  };
}

function ownerActs(db: Database): Pick<CameraStore, 'pause' | 'withdraw'> {
  return {
    async pause(ownerId, cameraIds, until) {
      if (cameraIds?.length === 0) return [];
      const rows = await db
        .updateTable('camera')
        .set({ paused_until: until })
        .where('owner_id', '=', ownerId)
        .$if(cameraIds !== undefined, (query) => query.where('camera_id', 'in', cameraIds ?? []))
        .returning(CAMERA_COLUMNS)
        .execute();
      return rows.map(cameraOf);
    },
    async withdraw(ownerId, cameraIds) {
      if (cameraIds.length === 0) return [];
      const rows = await db
        .updateTable('camera')
        .set({
          withdrawn_version: sql<number>`greatest(withdrawn_version, terms_version)`,
          terms: null,
          terms_version: null,
          terms_hash: null,
          consent_state: null,
          effective_at: null,
          consent_detail: '',
          previous_terms: null,
          previous_version: null,
          previous_hash: null,
        })
        .where('owner_id', '=', ownerId)
        .where('camera_id', 'in', cameraIds)
        .where('terms', 'is not', null)
        .returning(CAMERA_COLUMNS)
        .execute();
      return rows.map(cameraOf);
    },
  };
}

async function announce(
  tx: Database,
  gatewayId: string,
  cameras: readonly AnnouncedCamera[],
  at: number,
): Promise<{ refused: CameraId[] }> {
  const named = new Map(cameras.map((camera) => [camera.cameraId, camera]));
  // A camera stays with its gateway and owner: nobody can take another's by announcing its id.
  const { rows } = await sql<{ camera_id: string }>`
    insert into camera as c (camera_id, gateway_id, owner_id, label, state, detail, has_sub, present, announced_at, consent_detail)
    select n."cameraId", o.gateway_id, o.owner_id, n.label, n.state, n.detail, n."hasSub", true, ${at}::bigint, ''
    from json_to_recordset(${JSON.stringify([...named.values()])}::json)
      as n("cameraId" text, "ownerId" text, label text, state text, detail text, "hasSub" boolean)
    join gateway_owner o on o.gateway_id = ${gatewayId} and o.owner_id = n."ownerId"
    on conflict (camera_id) do update set label = excluded.label, state = excluded.state, detail = excluded.detail,
      has_sub = excluded.has_sub, present = true, announced_at = excluded.announced_at
    where c.gateway_id = excluded.gateway_id and c.owner_id = excluded.owner_id
    returning c.camera_id`.execute(tx);
  const taken = new Set(rows.map((row) => row.camera_id));
  await tx
    .updateTable('camera')
    .set({ present: false })
    .where('gateway_id', '=', gatewayId)
    .where('present', '=', true)
    .$if(taken.size > 0, (query) => query.where('camera_id', 'not in', [...taken]))
    .execute();
  return { refused: [...named.keys()].filter((cameraId) => !taken.has(cameraId)) };
}
