import type { ClientBase } from 'pg';

/** A table with the columns that hold data: what the database computes by itself is left out. */
export interface BackupTable {
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** Columns of the primary key, for an order that does not depend on the disk. */
  readonly key: readonly string[];
  /** Columns numbered by a sequence. */
  readonly numbered: readonly string[];
}

const JOBS_SCHEMA = 'graphile_worker';
/** Which migrations a database has is in the manifest; each program writes its own when it makes the tables. */
const MIGRATION_TABLES = new Set(['kysely_migration', 'kysely_migration_lock', 'migrations']);

/** `"schema"."name"`. */
export const quoted = ({ schema, name }: Pick<BackupTable, 'schema' | 'name'>): string =>
  `${identifier(schema)}.${identifier(name)}`;

export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Which hubs live now and what they tell one another: nothing that outlives them. */
const PASSING_TABLES = new Set(['node', 'node_lead', 'node_news']);

/** Every table of the hub and of its job queue, those that others refer to first. */
export async function listTables(client: ClientBase): Promise<readonly BackupTable[]> {
  const { rows } = await client.query<BackupTable & { refers: string[] }>(
    `select n.nspname as schema, c.relname as name,
       (select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) order by a.attnum)
        from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
       coalesce((select json_agg(a.attname order by k.n) from pg_index i, unnest(i.indkey) with ordinality as k(attnum, n)
        join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum
        where i.indrelid = c.oid and i.indisprimary and a.attnum = k.attnum), '[]') as key,
       coalesce((select json_agg(a.attname) from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
        and pg_get_serial_sequence(quote_ident(n.nspname) || '.' || quote_ident(c.relname), a.attname) is not null), '[]') as numbered,
       coalesce((select json_agg(distinct f.relname) from pg_constraint r join pg_class f on f.oid = r.confrelid
        where r.conrelid = c.oid and r.contype = 'f' and r.confrelid <> c.oid), '[]') as refers
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and n.nspname in ('public', $1) order by 1, 2`,
    [JOBS_SCHEMA],
  );
  return inOrder(rows.filter(({ name }) => !MIGRATION_TABLES.has(name) && !PASSING_TABLES.has(name)));
}

function inOrder<T extends { readonly name: string; readonly refers: readonly string[] }>(tables: T[]): T[] {
  const done: T[] = [];
  for (let left = tables; left.length > 0; ) {
    const ready = left.filter(({ refers }) =>
      refers.every((name) => !left.some((table) => table.name === name)),
    );
    if (ready.length === 0) throw new Error('tables refer to each other in a circle');
    done.push(...ready);
    left = left.filter((table) => !ready.includes(table));
  }
  return done;
}

/** Names of all migrations that the database has, the hub's and the job queue's. */
export async function migrationsOf(client: ClientBase): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select name from kysely_migration union all select 'jobs-' || id from ${JOBS_SCHEMA}.migrations order by 1`,
  );
  return rows.map(({ name }) => name);
}
