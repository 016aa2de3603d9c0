import type { LookStore, NewOutcome } from '@porchlight/hub-core';
import { sql } from 'kysely';
import { atomically, type Database } from '../database.ts';

type Outcomes = Pick<LookStore, 'recordOutcome' | 'outcomes' | 'endCamera'>;

export function outcomeStore(db: Database): Outcomes {
  return {
    recordOutcome: (outcome) => atomically(db, (tx) => recordOutcome(tx, outcome)),
    async outcomes(requestId) {
      const rows = await db
        .selectFrom('outcome')
        .select('envelope')
        .where('request_id', '=', requestId)
        .orderBy('position')
        .execute();
      return rows.map((row) => row.envelope);
    },
    async endCamera(requestId, cameraId, at, because) {
      const rows = await db
        .updateTable('look_camera')
        .set({
          owner_state: 'ended',
          until_at: at,
          because: JSON.stringify(because),
          viewer_state: GONE_IF_SHOWN,
        })
        .where('request_id', '=', requestId)
        .where('camera_id', '=', cameraId)
        .where('owner_state', '=', 'watching')
        .returning('camera_id')
        .execute();
      return rows.length > 0;
    },
  };
}

const GONE_IF_SHOWN = sql<'gone' | null>`case when viewer_state is null then null else 'gone' end`;

async function recordOutcome(tx: Database, outcome: NewOutcome): Promise<'stored' | 'known' | 'unknown'> {
  const { statement, hash, envelope, receivedAt } = outcome;
  const camera = await tx
    .selectFrom('look_camera as c')
    .innerJoin('look as l', 'l.request_id', 'c.request_id')
    .select(['c.settled', 'c.since'])
    .where('c.request_id', '=', statement.requestId)
    .where('c.camera_id', '=', statement.cameraId)
    .where('c.gateway_id', '=', statement.gatewayId)
    .where('l.request_hash', '=', statement.requestHash)
    .forUpdate('c')
    .executeTakeFirst();
  if (camera === undefined) return 'unknown';
  const written = await tx
    .insertInto('outcome')
    .values({
      hash,
      request_id: statement.requestId,
      camera_id: statement.cameraId,
      envelope: JSON.stringify(envelope),
      received_at: receivedAt,
    })
    .onConflict((conflict) => conflict.column('hash').doNothing())
    .returning('hash')
    .executeTakeFirst();
  if (written === undefined) return 'known';
  if (camera.settled || statement.result === 'opened') return 'stored';
  await tx
    .updateTable('look_camera')
    .set({
      owner_state: statement.result,
      because: JSON.stringify(statement.reasons),
      // A gateway reports late after a lost connection; its clock never puts the end outside the look.
      until_at: Math.min(receivedAt, Math.max(camera.since, statement.at)),
      viewer_state: GONE_IF_SHOWN,
      settled: true,
    })
    .where('request_id', '=', statement.requestId)
    .where('camera_id', '=', statement.cameraId)
    .execute();
  return 'stored';
}
