import { type Migration, sql } from 'kysely';

/** Looks, the cameras that took part or were refused, and what gateways signed about them. */
export const lookTables: Migration = {
  async up(db) {
    await sql`
      create table look (
        request_id text primary key, request_hash text not null unique, request json not null,
        incident_id text not null, incident_hash text not null,
        operator_id text not null, operator_name text not null, role text not null,
        class text not null, place text not null, follow boolean not null, max_cameras int not null,
        started_at bigint not null, ends_at bigint not null, state text not null, ended_at bigint, ended_because text);
      create index look_running on look (started_at) where state = 'running';
      create index look_started on look (started_at desc);

      create table look_camera (
        request_id text not null references look, camera_id text not null, gateway_id text not null, owner_id text not null,
        label text not null, pose json not null, distance_m float8 not null, followed boolean not null,
        has_sub boolean not null, viewer_state text, owner_state text not null, because json not null,
        since bigint not null, until_at bigint, seconds float8 not null default 0, settled boolean not null default false,
        primary key (request_id, camera_id));
      create index look_camera_owner on look_camera (owner_id, since desc, request_id, camera_id);

      create table outcome (
        position bigint generated always as identity, hash text primary key,
        request_id text not null, camera_id text not null, envelope json not null, received_at bigint not null,
        foreign key (request_id, camera_id) references look_camera);
      create index outcome_look on outcome (request_id, position);
    `.execute(db);
  },
};
