import type { NewAsk, NoViewStore, StoredAsk } from '@porchlight/hub-core';
import { type RawBuilder, sql } from 'kysely';
import { atomically, type Database } from '../database.ts';

type Asks = Pick<NoViewStore, 'addAsks' | 'asksOf' | 'ask' | 'answer'>;

/** What owners are asked and answer. Nothing here is read for a neighbour or a clerk. */
export function noViewAsks(db: Database): Asks {
  return {
    addAsks: (caseNumber, asks) =>
      atomically(db, async (tx) => {
        // Held while it is written to: a neighbour who takes the case back in this moment leaves no ask behind.
        const open = await sql`
          select from no_view_case where case_number = ${caseNumber} and sent_on_at is not null and ended_at is null
            and not forgotten for share`.execute(tx);
        if (open.rows.length === 0) return [];
        const added: NewAsk[] = [];
        for (const ask of asks) if (await addAsk(tx, caseNumber, ask)) added.push(ask);
        return added;
      }),
    asksOf: (ownerId, now) => openAsks(db, sql`a.owner_id = ${ownerId}`, now),
    async ask(askId, now) {
      return (await openAsks(db, sql`a.ask_id = ${askId}`, now))[0];
    },
    async answer({ ownerId, askId, cameraId }, answer, now) {
      const { numAffectedRows } = await sql`
        update no_view_ask_camera k set answer = ${answer} from no_view_ask a join no_view_case c using (case_number)
        where k.ask_id = a.ask_id and a.ask_id = ${askId} and a.owner_id = ${ownerId} and k.camera_id = ${cameraId}
          and c.ended_at is null and c.sent_on_at is not null and c.over_at > ${now}::bigint`.execute(db);
      return (numAffectedRows ?? 0n) > 0n;
    },
  };
}

async function addAsk(
  tx: Database,
  caseNumber: string,
  { askId, ownerId, cameraIds }: NewAsk,
): Promise<boolean> {
  const row = await tx
    .insertInto('no_view_ask')
    .values({ ask_id: askId, case_number: caseNumber, owner_id: ownerId })
    .onConflict((conflict) => conflict.columns(['case_number', 'owner_id']).doNothing())
    .returning('ask_id')
    .executeTakeFirst();
  if (row === undefined) return false;
  await tx
    .insertInto('no_view_ask_camera')
    .values(cameraIds.map((cameraId) => ({ ask_id: askId, camera_id: cameraId, answer: null })))
    .execute();
  return true;
}

async function openAsks(db: Database, which: RawBuilder<unknown>, now: number): Promise<StoredAsk[]> {
  const { rows } = await sql<StoredAsk>`
    select a.ask_id as "askId", a.owner_id as "ownerId", c.place, c.parts, c.words, c.over_at as "overAt",
      c.sent_on_at as "sentOnAt", (
        select coalesce(json_agg(json_build_object('cameraId', k.camera_id, 'answer', k.answer) order by k.camera_id), '[]')
        from no_view_ask_camera k where k.ask_id = a.ask_id) as cameras
    from no_view_ask a join no_view_case c using (case_number)
    where ${which} and c.ended_at is null and c.sent_on_at is not null and c.over_at > ${now}::bigint
    order by c.over_at, a.ask_id`.execute(db);
  return rows;
}
