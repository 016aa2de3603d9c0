import { type Migration, sql } from 'kysely';

/**
 * The public log: one head, moved by compare-and-swap, and its leaves. A leaf cannot change or go, whoever connects with the
 * hub's role; what opens it (`record`) can be taken away and never be put back or replaced.
 */
export const logTables: Migration = {
  async up(db) {
    await sql`
      create table log_head (
        one boolean primary key default true check (one),
        size bigint not null check (size >= 0), frontier bytea not null);
      insert into log_head (size, frontier) values (0, '');

      create table log_leaf (
        index bigint primary key check (index >= 0), leaf bytea not null check (length(leaf) <= 65535),
        leaf_hash bytea not null check (length(leaf_hash) = 32),
        kind text not null, subject text unique, record json);
      create table log_owed (
        subject text primary key, index bigint not null references log_leaf, what text not null, day text);
      create index log_owed_day on log_owed (what, day, index);

      create function refuse_leaf_change() returns trigger language plpgsql as $$
        begin
          if tg_op = 'UPDATE' then
            if new.record is null and (new.index, new.leaf, new.leaf_hash, new.kind, new.subject)
              is not distinct from (old.index, old.leaf, old.leaf_hash, old.kind, old.subject) then
              return new;
            end if;
          end if;
          raise exception 'leaves of the log are append-only' using errcode = 'insufficient_privilege';
        end $$;
      create trigger log_leaf_append_only before update or delete on log_leaf
        for each row execute function refuse_leaf_change();
      create trigger log_leaf_no_truncate before truncate on log_leaf
        for each statement execute function refuse_leaf_change();
      alter table log_leaf enable always trigger log_leaf_append_only;
      alter table log_leaf enable always trigger log_leaf_no_truncate;
    `.execute(db);
  },
};
