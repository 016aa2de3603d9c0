import { type Migration, sql } from 'kysely';

/** The audit refuses every way but adding: rows stay as they were written, whoever connects with the hub's role. */
export const auditTable: Migration = {
  async up(db) {
    await sql`
      create table audit (
        seq bigint generated always as identity primary key,
        at bigint not null, actor text not null, act text not null, subject text not null, detail text not null);
      create function refuse_audit_change() returns trigger language plpgsql as $$
        begin raise exception 'audit rows are append-only' using errcode = 'insufficient_privilege'; end $$;
      create trigger audit_append_only before update or delete or truncate on audit
        for each statement execute function refuse_audit_change();
      alter table audit enable always trigger audit_append_only;
    `.execute(db);
  },
};
