import type { ClientBase } from 'pg';
import type { PostgresConnection } from '../connection.ts';
import { type BackupTable, identifier, listTables, migrationsOf, quoted } from './catalog.ts';
import type { Dump, DumpedTable } from './dump-tables.ts';
import { inTransaction } from './session.ts';

/** `other-version`: the backup was made by another release. `not-empty`: the database holds something already. `unlike`: the tables differ. */
export class LoadError extends Error {
  override readonly name = 'LoadError';
  readonly code: 'other-version' | 'not-empty' | 'unlike';
  constructor(code: LoadError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** Rows a new database has without anybody's doing. */
const FIRST_ROWS: Readonly<Record<string, string>> = { 'public.log_head': 'size = 0' };
const BATCH_ROWS = 1000;
const BATCH_CHARS = 4_000_000;

/**
 * Puts a dump into a database whose tables are there and empty, in one transaction: all of it, or nothing. Throws
 * {@link LoadError}; rejects as `pg` does.
 */
export function loadTables(
  connection: PostgresConnection,
  dump: Dump,
  rowsOf: (table: { schema: string; name: string }) => AsyncIterable<string>,
): Promise<void> {
  return inTransaction(connection, 'serializable', async (client) => {
    const present = await migrationsOf(client);
    if (present.join() !== dump.migrations.join())
      throw new LoadError(
        'other-version',
        'The backup was made by another release of porchlight. Restore it with that release, then upgrade.',
      );
    const tables = await listTables(client);
    for (const table of tables) await mustBeEmpty(client, table);
    for (const table of tables) {
      const dumped = dump.tables.find(({ schema, name }) => schema === table.schema && name === table.name);
      if (dumped === undefined || dump.tables.length !== tables.length || !sameColumns(dumped, table))
        throw new LoadError('unlike', `The backup has another table ${table.name} than this database.`);
      await loadRows(client, table, rowsOf(table));
      for (const [column, next] of Object.entries(dumped.sequences))
        await client.query('select setval(pg_get_serial_sequence($1, $2), $3::bigint, false)', [
          quoted(table),
          column,
          next,
        ]);
    }
  });
}

async function mustBeEmpty(client: ClientBase, table: BackupTable): Promise<void> {
  const first = FIRST_ROWS[`${table.schema}.${table.name}`];
  if (first !== undefined) await client.query(`delete from ${quoted(table)} where ${first}`);
  const { rows } = await client.query(`select 1 from ${quoted(table)} limit 1`);
  if (rows.length > 0)
    throw new LoadError(
      'not-empty',
      `The database holds rows in ${table.name} already: restore into an empty one.`,
    );
}

function sameColumns({ columns }: DumpedTable, table: BackupTable): boolean {
  return columns.join() === table.columns.map(({ name }) => name).join();
}

async function loadRows(client: ClientBase, table: BackupTable, lines: AsyncIterable<string>): Promise<void> {
  const names = table.columns.map(({ name }) => identifier(name)).join(', ');
  const values = table.columns.map(({ type }, n) => `r.c${n}::${type}`).join(', ');
  const lists = table.columns.map((_, n) => `$${n + 1}::text[]`).join(', ');
  const aliases = table.columns.map((_, n) => `c${n}`).join(', ');
  const text = `insert into ${quoted(table)} (${names}) overriding system value
    select ${values} from unnest(${lists}) as r(${aliases})`;
  let batch: (string | null)[][] = table.columns.map(() => []);
  let chars = 0;
  const flush = async (): Promise<void> => {
    if (batch[0]?.length) await client.query(text, batch);
    batch = table.columns.map(() => []);
    chars = 0;
  };
  for await (const line of lines) {
    const row = JSON.parse(line) as (string | null)[];
    if (row.length !== table.columns.length)
      throw new LoadError('unlike', `A row of ${table.name} has another width than the table.`);
    row.forEach((value, n) => {
      batch[n]?.push(value);
    });
    chars += line.length;
    if (chars > BATCH_CHARS || (batch[0]?.length ?? 0) >= BATCH_ROWS) await flush();
  }
  await flush();
}
