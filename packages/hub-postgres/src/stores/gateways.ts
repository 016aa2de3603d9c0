import type { EnrolGateway, GatewayStore, StoredGateway } from '@porchlight/hub-core';
import { keyIdOf } from '@porchlight/statements';
import { sql } from 'kysely';
import { atomically, type Database } from '../database.ts';

export function gatewayStore(db: Database): GatewayStore {
  const select = () =>
    db
      .selectFrom('gateway as g')
      .select((eb) => [
        'g.gateway_id',
        'g.key',
        'g.name',
        'g.enrolled_at',
        'g.seen_at',
        eb
          .selectFrom('gateway_owner as o')
          .select(sql<string[]>`array_agg(o.owner_id order by o.position)`.as('ids'))
          .whereRef('o.gateway_id', '=', 'g.gateway_id')
          .as('owner_ids'),
      ]);
  return {
    async putCode(code) {
      const written = await db
        .insertInto('enrolment_code')
        .values({
          code_id: code.codeId,
          owner_id: code.ownerId,
          owner_keys: code.ownerKeys,
          owner_mac: code.ownerMac,
          expires_at: code.expiresAt,
        })
        .onConflict((conflict) => conflict.doNothing())
        .returning('code_id')
        .executeTakeFirst();
      return written === undefined ? 'taken' : 'stored';
    },
    async useCode(codeId, now) {
      const row = await db
        .deleteFrom('enrolment_code')
        .where('code_id', '=', codeId)
        .where('expires_at', '>', now)
        .returningAll()
        .executeTakeFirst();
      return (
        row && {
          codeId: row.code_id,
          ownerId: row.owner_id as StoredGateway['ownerIds'][number],
          ownerKeys: row.owner_keys,
          ownerMac: row.owner_mac,
          expiresAt: row.expires_at,
        }
      );
    },
    enrol: (gateway) => atomically(db, (tx) => enrol(tx, gateway)),
    async get(gatewayId) {
      const row = await select().where('g.gateway_id', '=', gatewayId).executeTakeFirst();
      return row && fromRow(row);
    },
    async ofOwner(ownerId) {
      const rows = await select()
        .innerJoin('gateway_owner as mine', 'mine.gateway_id', 'g.gateway_id')
        .where('mine.owner_id', '=', ownerId)
        .orderBy('mine.position')
        .execute();
      return rows.map(fromRow);
    },
    async setSeen(gatewayId, at) {
      await db
        .updateTable('gateway')
        .set({ seen_at: sql<number>`greatest(seen_at, ${at}::bigint)` })
        .where('gateway_id', '=', gatewayId)
        .execute();
    },
  };
}

async function enrol(tx: Database, gateway: Parameters<GatewayStore['enrol']>[0]): Promise<EnrolGateway> {
  const { gatewayId, key, name, ownerId, at } = gateway;
  const keyId = await keyIdOf(key);
  await tx
    .insertInto('gateway')
    .values({
      gateway_id: gatewayId,
      key_id: keyId,
      key: JSON.stringify(key),
      name,
      enrolled_at: at,
      seen_at: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const standing = await tx
    .selectFrom('gateway')
    .select('key_id')
    .where('gateway_id', '=', gatewayId)
    .executeTakeFirst();
  if (standing === undefined) return 'key-taken';
  if (standing.key_id !== keyId) return 'other-key';
  await tx
    .insertInto('gateway_owner')
    .values({ gateway_id: gatewayId, owner_id: ownerId, enrolled_at: at })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return 'enrolled';
}

function fromRow(row: {
  gateway_id: string;
  key: StoredGateway['key'];
  name: string;
  enrolled_at: number;
  seen_at: number | null;
  owner_ids: string[] | null;
}): StoredGateway {
  return {
    gatewayId: row.gateway_id as StoredGateway['gatewayId'],
    key: row.key,
    name: row.name,
    ownerIds: (row.owner_ids ?? []) as StoredGateway['ownerIds'][number][],
    enrolledAt: row.enrolled_at,
    seenAt: row.seen_at,
  };
}
