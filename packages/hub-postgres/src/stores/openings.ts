import type { OpeningsStore } from '@porchlight/hub-core';
import { sql } from 'kysely';
import { atomically, type Database } from '../database.ts';

const MOST_KEYS = 8;

export function openingsStore(db: Database): OpeningsStore {
  return {
    async put(rows) {
      if (rows.length === 0) return;
      await db
        .insertInto('sealed_opening')
        .values(
          rows.map(({ sealed, part, ownerId }) => ({
            index: sealed.index,
            recipient: sealed.to,
            part,
            owner_id: ownerId,
            sealed: JSON.stringify(sealed),
          })),
        )
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    },
    async ofAuditor(keyId, from, limit) {
      const rows = await db
        .selectFrom('sealed_opening')
        .select('sealed')
        .where('recipient', '=', keyId)
        .where('owner_id', 'is', null)
        .where('index', '>=', from)
        .orderBy('index')
        .limit(limit)
        .execute();
      return rows.map((row) => row.sealed);
    },
    async ofOwner(ownerId, keyId, limit) {
      return db
        .selectFrom('sealed_opening as s')
        .innerJoin('log_leaf as l', 'l.index', 's.index')
        .select(['s.part', 's.sealed'])
        .where('s.recipient', '=', keyId)
        .where('s.owner_id', '=', ownerId)
        .where('l.record', 'is', null)
        .orderBy('s.index', 'desc')
        .orderBy('s.part')
        .limit(limit)
        .execute();
    },
    addKey: (ownerId, { keyId, publicKey }, at) =>
      atomically(db, async (tx) => {
        await tx
          .insertInto('owner_opening_key')
          .values({ owner_id: ownerId, key_id: keyId, public_key: publicKey, added_at: at })
          .onConflict((conflict) => conflict.doNothing())
          .execute();
        await sql`
          delete from owner_opening_key where owner_id = ${ownerId} and key_id not in (
            select key_id from owner_opening_key where owner_id = ${ownerId}
            order by added_at desc, key_id limit ${MOST_KEYS})`.execute(tx);
      }),
    async keys(ownerId) {
      const rows = await db
        .selectFrom('owner_opening_key')
        .select(['key_id', 'public_key'])
        .where('owner_id', '=', ownerId)
        .orderBy('added_at')
        .execute();
      return rows.map((row) => ({ keyId: row.key_id, publicKey: row.public_key }));
    },
  };
}
