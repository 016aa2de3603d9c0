import { type Migration, sql } from 'kysely';

/** What opens entries, sealed to auditors and to owners' devices: all that is left of it once the hub's own is erased. */
export const openingsTables: Migration = {
  async up(db) {
    await sql`
      create table sealed_opening (
        index bigint not null references log_leaf, recipient text not null, part int not null check (part >= 0),
        owner_id text references owner, sealed json not null, primary key (index, recipient, part));
      create index sealed_opening_recipient on sealed_opening (recipient, index);

      create table owner_opening_key (
        owner_id text not null references owner, key_id text not null, public_key text not null,
        added_at bigint not null, primary key (owner_id, key_id));
    `.execute(db);
  },
};
