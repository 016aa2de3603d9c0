import { type Migration, sql } from 'kysely';

/**
 * Who hosts a gateway, what an owner's page knows it by and seals to, and owners that have left a gateway which has not said
 * yet that nothing of theirs is left.
 */
export const hostTables: Migration = {
  async up(db) {
    await sql`
      alter table gateway add column host_id text, add column seal_key text, add column seal_signature text;
      alter table gateway_owner add column box_mac text;
      create index gateway_host on gateway (host_id) where host_id is not null;
      create table gateway_release (
        gateway_id text not null references gateway, owner_id text not null references owner, asked_at bigint not null,
        primary key (gateway_id, owner_id));
    `.execute(db);
  },
};
