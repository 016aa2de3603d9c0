import { type Migration, sql } from 'kysely';

/** Trust statements, incidents, people in the making, sessions, audit. */
export const programmeTables: Migration = {
  async up(db) {
    await sql`
      create table trust_statement (
        kind text not null, version int not null check (version >= 1), hash text not null,
        envelope json not null, stored_at bigint not null,
        primary key (kind, version));

      create table incident (
        incident_id text primary key, seq int not null, status text not null,
        reported_at bigint not null, first_received_at bigint not null, received_at bigint not null);
      create index incident_queue on incident (status, received_at);
      create table incident_statement (
        incident_id text not null references incident, seq int not null, hash text not null unique,
        statement json not null, envelope json not null, within_boundary boolean not null, received_at bigint not null,
        primary key (incident_id, seq));

      create table session (
        token_hash text primary key, area text not null, subject_id text not null, key_id text not null,
        created_at bigint not null, seen_at bigint not null, expires_at bigint not null);
      create index session_subject on session (area, subject_id);
      create table challenge (
        challenge text primary key, area text not null, purpose text not null,
        notice_accepted boolean not null, subject text, expires_at bigint not null);
      create table log_on_failure (
        subject text primary key, failures int not null, last_at bigint not null, locked_until bigint);

      create table invite (
        invite_id text primary key, secret_hash text not null, name text not null, roles json not null,
        created_by text not null, created_at bigint not null, expires_at bigint not null, key json, used_at bigint);
      create table pending_statement (
        position bigint generated always as identity, hash text primary key, kind text not null, version int not null,
        envelope json not null, summary text not null, created_at bigint not null);

      create table setting (name text primary key, value text not null check (length(value) <= 1000));
    `.execute(db);
  },
};
