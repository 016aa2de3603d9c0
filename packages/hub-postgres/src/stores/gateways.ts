import type { GatewayId, HostId, OwnerId } from '@porchlight/domain';
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
        'g.host_id',
        'g.seal_key',
        'g.seal_signature',
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
        .select('mine.box_mac')
        .where('mine.owner_id', '=', ownerId)
        .orderBy('mine.position')
        .execute();
      return rows.map(fromRow);
    },
    async setSeal(gatewayId, { sealKey, signature }) {
      await db
        .updateTable('gateway')
        .set({ seal_key: sealKey, seal_signature: signature })
        .where('gateway_id', '=', gatewayId)
        .execute();
    },
    async hostsOf(gatewayIds) {
      if (gatewayIds.length === 0) return new Map();
      const rows = await db
        .selectFrom('gateway')
        .select(['gateway_id', 'host_id'])
        .where('gateway_id', 'in', gatewayIds)
        .where('host_id', 'is not', null)
        .execute();
      return new Map(rows.map((row) => [row.gateway_id as GatewayId, row.host_id as HostId]));
    },
    ...leavingStore(db),
    async setSeen(gatewayId, at) {
      await db
        .updateTable('gateway')
        .set({ seen_at: sql<number>`greatest(seen_at, ${at}::bigint)` })
        .where('gateway_id', '=', gatewayId)
        .execute();
    },
  };
}

function leavingStore(db: Database): Pick<GatewayStore, 'leave' | 'left' | 'leaving' | 'leavingHost'> {
  return {
    leave: (gatewayId, ownerId, at) =>
      atomically(db, async (tx) => {
        const both = { gateway_id: gatewayId, owner_id: ownerId };
        await tx
          .deleteFrom('gateway_owner')
          .where('gateway_id', '=', gatewayId)
          .where('owner_id', '=', ownerId)
          .execute();
        await tx
          .updateTable('camera')
          .set({ present: false })
          .where('gateway_id', '=', gatewayId)
          .where('owner_id', '=', ownerId)
          .execute();
        await tx
          .insertInto('gateway_release')
          .values({ ...both, asked_at: at })
          .onConflict((conflict) => conflict.doNothing())
          .execute();
      }),
    left: (gatewayId, ownerId) =>
      atomically(db, async (tx) => {
        await tx
          .deleteFrom('gateway_release')
          .where('gateway_id', '=', gatewayId)
          .where('owner_id', '=', ownerId)
          .execute();
        await tx
          .deleteFrom('camera')
          .where('gateway_id', '=', gatewayId)
          .where('owner_id', '=', ownerId)
          .execute();
      }),
    async leaving(gatewayId) {
      const rows = await db
        .selectFrom('gateway_release')
        .select('owner_id')
        .where('gateway_id', '=', gatewayId)
        .orderBy('owner_id')
        .execute();
      return rows.map((row) => row.owner_id as OwnerId);
    },
    async leavingHost(hostId) {
      const rows = await db
        .selectFrom('gateway_release as r')
        .innerJoin('gateway as g', 'g.gateway_id', 'r.gateway_id')
        .select('r.gateway_id')
        .distinct()
        .where('g.host_id', '=', hostId)
        .execute();
      return rows.map((row) => row.gateway_id as GatewayId);
    },
  };
}

async function enrol(tx: Database, gateway: Parameters<GatewayStore['enrol']>[0]): Promise<EnrolGateway> {
  const { gatewayId, key, name, ownerId, at, hostId = null, boxMac = null } = gateway;
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
      host_id: hostId,
      seal_key: null,
      seal_signature: null,
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
  // Come back before the box was told to forget: it is not told any more.
  await tx
    .deleteFrom('gateway_release')
    .where('gateway_id', '=', gatewayId)
    .where('owner_id', '=', ownerId)
    .execute();
  await tx
    .insertInto('gateway_owner')
    .values({ gateway_id: gatewayId, owner_id: ownerId, enrolled_at: at, box_mac: boxMac })
    .onConflict((conflict) => conflict.columns(['gateway_id', 'owner_id']).doUpdateSet({ box_mac: boxMac }))
    .execute();
  return 'enrolled';
}

function fromRow(row: {
  gateway_id: string;
  key: StoredGateway['key'];
  name: string;
  enrolled_at: number;
  seen_at: number | null;
  host_id: string | null;
  box_mac?: string | null;
  seal_key: string | null;
  seal_signature: string | null;
  owner_ids: string[] | null;
}): StoredGateway {
  return {
    gatewayId: row.gateway_id as StoredGateway['gatewayId'],
    key: row.key,
    name: row.name,
    ownerIds: (row.owner_ids ?? []) as StoredGateway['ownerIds'][number][],
    hostId: row.host_id as StoredGateway['hostId'],
    boxMac: row.box_mac ?? null,
    seal:
      row.seal_key === null || row.seal_signature === null
        ? null
        : { sealKey: row.seal_key, signature: row.seal_signature },
    enrolledAt: row.enrolled_at,
    seenAt: row.seen_at,
  };
}
