import { type Migration, sql } from 'kysely';

/**
 * Several hubs over one database: who lives, who leads, and what one changed that the others must read again. A hub is known
 * by the name of its connections (`porchlight-hub-<id>`), so that whatever it writes is its own without being told. News is
 * written by triggers, in the transaction of the change: no writer can forget it. Alone, nothing is written.
 */
export const nodeTables: Migration = {
  async up(db) {
    await sql`
      create table node (node_id text primary key, address text not null, lease_until timestamptz not null);
      create table node_lead (
        one boolean primary key default true check (one), node_id text, lease_until timestamptz not null);
      insert into node_lead (lease_until) values ('-infinity');

      create function this_node() returns text language sql stable as $$
        select substr(current_setting('application_name', true), length('porchlight-hub-') + 1) $$;
      create table node_news (
        id bigint generated always as identity primary key, what text not null, subject text not null,
        node_id text not null default this_node(), at timestamptz not null default clock_timestamp());
      create index node_news_at on node_news (at);

      alter table look add column node_id text;
      alter table look alter column node_id set default this_node();

      create function tell_nodes() returns trigger language plpgsql as $$
        begin
          if exists (select from node offset 1) then
            insert into node_news (what, subject) values (tg_argv[0], to_jsonb(new) ->> tg_argv[1]);
            notify porchlight_nodes;
          end if;
          return null;
        end $$;
      create trigger trust_statement_news after insert on trust_statement
        for each row execute function tell_nodes('trust', 'kind');
      create trigger incident_news after insert or update on incident
        for each row execute function tell_nodes('incident', 'incident_id');
      create trigger camera_news after update on camera for each row
        when (old.withdrawn_version is distinct from new.withdrawn_version
          or old.paused_until is distinct from new.paused_until
          or old.terms_hash is distinct from new.terms_hash)
        execute function tell_nodes('gateway', 'gateway_id');
    `.execute(db);
  },
};
