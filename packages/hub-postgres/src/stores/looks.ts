import type { CameraId } from '@porchlight/domain';
import type { LookStore, NewLook, NewLookCamera } from '@porchlight/hub-core';
import { sql } from 'kysely';
import { atomically, type Database, unlessTaken } from '../database.ts';
import { lookReads } from './look-reads.ts';
import { cameraRow, lookRow } from './look-rows.ts';
import { outcomeStore } from './outcomes.ts';

export function lookStore(db: Database): LookStore {
  return {
    ...lookReads(db),
    ...outcomeStore(db),
    create: async (look) => ((await create(db, look)) === 'taken' ? 'used' : 'created'),
    addCameras: (requestId, cameras) => atomically(db, (tx) => addCameras(tx, requestId, cameras)),
    end: (requestId, at, because) => atomically(db, (tx) => end(tx, requestId, at, because)),
    forget: (requestId) => atomically(db, (tx) => forget(tx, requestId)),
    async setViewerState(requestId, cameraIds, state) {
      if (cameraIds.length === 0) return false;
      const rows = await db
        .updateTable('look_camera')
        .set({ viewer_state: state })
        .where('request_id', '=', requestId)
        .where('camera_id', 'in', cameraIds)
        .where('viewer_state', '<>', 'gone')
        .where('viewer_state', '<>', state)
        .returning('camera_id')
        .execute();
      return rows.length > 0;
    },
    async addSeconds(requestId, seconds) {
      const sent = seconds.filter((entry) => entry.seconds > 0);
      if (sent.length === 0) return;
      await sql`
        update look_camera c set seconds = c.seconds + n.seconds
        from json_to_recordset(${JSON.stringify(sent)}::json) as n("cameraId" text, seconds float8)
        where c.request_id = ${requestId} and c.camera_id = n."cameraId"`.execute(db);
    },
  };
}

async function create(db: Database, look: NewLook): Promise<unknown> {
  return unlessTaken(db, async (tx) => {
    await tx.insertInto('look').values(lookRow(look)).execute();
    const cameras = look.cameras.map((camera) => cameraRow(look.requestId, camera));
    if (cameras.length > 0) await tx.insertInto('look_camera').values(cameras).execute();
  });
}

async function addCameras(
  tx: Database,
  requestId: string,
  cameras: readonly NewLookCamera[],
): Promise<CameraId[]> {
  const running = await tx
    .selectFrom('look')
    .select('state')
    .where('request_id', '=', requestId)
    .where('state', '=', 'running')
    .forUpdate()
    .executeTakeFirst();
  if (running === undefined || cameras.length === 0) return [];
  const rows = await tx
    .insertInto('look_camera')
    .values(cameras.map((camera) => cameraRow(requestId, camera)))
    .onConflict((conflict) => conflict.columns(['request_id', 'camera_id']).doNothing())
    .returning('camera_id')
    .execute();
  return rows.map((row) => row.camera_id as CameraId);
}

async function forget(tx: Database, requestId: string): Promise<void> {
  await tx.deleteFrom('outcome').where('request_id', '=', requestId).execute();
  await tx.deleteFrom('look_camera').where('request_id', '=', requestId).execute();
  await tx
    .updateTable('look')
    .set({ request: '{}', operator_id: '', operator_name: '', place: '' })
    .where('request_id', '=', requestId)
    .execute();
}

async function end(tx: Database, requestId: string, at: number, because: string): Promise<boolean> {
  const ended = await tx
    .updateTable('look')
    .set({ state: 'ended', ended_at: at, ended_because: because })
    .where('request_id', '=', requestId)
    .where('state', '=', 'running')
    .returning('request_id')
    .executeTakeFirst();
  if (ended === undefined) return false;
  await tx
    .updateTable('look_camera')
    .set({ viewer_state: 'gone' })
    .where('request_id', '=', requestId)
    .where('viewer_state', 'is not', null)
    .execute();
  return true;
}
