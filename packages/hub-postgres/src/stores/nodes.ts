import type { RequestId } from '@porchlight/domain';
import type { NodeStore } from '@porchlight/hub-core';
import { sql } from 'kysely';
import { type Database, only } from '../database.ts';

export const NEWS_CHANNEL = 'porchlight_nodes';

export function nodeStore(db: Database, self: string): NodeStore {
  const until = (ms: number) => sql`now() + ${ms}::float8 * interval '1 ms'`;
  return {
    self,
    async beat(address, leaseMs, mayLead) {
      const { rows } = await sql<{ lead: string | null; others: { nodeId: string; address: string }[] }>`
        with mine as (
          insert into node (node_id, address, lease_until) values (${self}, ${address}, ${until(leaseMs)})
          on conflict (node_id) do update set lease_until = excluded.lease_until),
        led as (
          update node_lead set node_id = ${self}, lease_until = ${until(leaseMs)}
          where ${mayLead}::boolean and (node_id = ${self} or node_id is null or lease_until < now()) returning node_id)
        select coalesce((select node_id from led), (select node_id from node_lead where node_id <> ${self})) as lead,
          coalesce((select json_agg(json_build_object('nodeId', node_id, 'address', address)) from node
            where node_id <> ${self} and lease_until > now()), '[]'::json) as others`.execute(db);
      return only(rows);
    },
    async takeLead(from, leaseMs) {
      const { rows } = await sql`
        update node_lead set node_id = ${self}, lease_until = ${until(leaseMs)}
        where node_id = ${from} returning node_id`.execute(db);
      return rows.length > 0;
    },
    async leave(gone) {
      await sql`update node_lead set node_id = null, lease_until = '-infinity' where node_id = ${self}`.execute(
        db,
      );
      if (gone) await db.deleteFrom('node').where('node_id', '=', self).execute();
      await sql`select pg_notify(${NEWS_CHANNEL}, '')`.execute(db);
    },
    async news() {
      return db
        .selectFrom('node_news')
        .select(['id', 'what', 'subject'])
        .where('at', '>', sql<Date>`clock_timestamp() - interval '30 s'`)
        .where('node_id', '<>', self)
        .orderBy('id')
        .execute();
    },
    async orphans() {
      const rows = await db
        .selectFrom('look')
        .select('request_id')
        .where('state', '=', 'running')
        .where((where) =>
          where.not(
            where.exists(
              where
                .selectFrom('node')
                .select('node.node_id')
                .whereRef('node.node_id', '=', 'look.node_id')
                .where('node.lease_until', '>', sql<Date>`now()`),
            ),
          ),
        )
        .execute();
      return rows.map((row) => row.request_id as RequestId);
    },
    async sweep() {
      await sql`delete from node where lease_until < now() - interval '1 min'`.execute(db);
      await sql`delete from node_news where at < now() - interval '1 min'`.execute(db);
    },
  };
}
