import { type Migration, sql } from 'kysely';

/**
 * Neighbours who ask not to be filmed. Who was asked and what they answered is in tables of its own, that only owners' calls read.
 * `no_view_erased` counts what is no longer there.
 */
export const noViewTables: Migration = {
  async up(db) {
    await sql`
      create table no_view_case (
        case_number text primary key, secret_hash text not null, place text not null, lat float8, lon float8,
        parts json not null, words text not null, email text not null, received_at bigint not null,
        over_at bigint not null, sent_on_at bigint, radius_m int, ended_as text, ended_at bigint, reason text not null default '',
        told boolean not null default false, forgotten boolean not null default false,
        check ((lat is null) = (lon is null)), check ((ended_as is null) = (ended_at is null)),
        check (ended_as in ('refused', 'closed', 'withdrawn')));
      create index no_view_case_over on no_view_case (over_at);

      create table no_view_ask (
        ask_id text primary key, case_number text not null references no_view_case on delete cascade,
        owner_id text not null references owner, unique (case_number, owner_id));
      create index no_view_ask_owner on no_view_ask (owner_id);
      create table no_view_ask_camera (
        ask_id text not null references no_view_ask on delete cascade, camera_id text not null references camera on delete cascade,
        answer text check (answer in ('covered', 'not-seen', 'declined')), primary key (ask_id, camera_id));

      create table no_view_erased (
        one boolean primary key default true check (one), received int not null, sent_on int not null);
    `.execute(db);
  },
};
