import type { ClientBase } from 'pg';
import type { PostgresConnection } from '../connection.ts';
import { type BackupTable, identifier, listTables, migrationsOf, quoted } from './catalog.ts';
import { inTransaction } from './session.ts';

/** Where the rows of a table go, one text a row. */
export interface RowWriter {
  row(text: string): Promise<void>;
  close(): Promise<void>;
}

/** What was written of one table. */
export interface DumpedTable {
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: number;
  /** The next number of each numbered column. */
  readonly sequences: Readonly<Record<string, string>>;
}

export interface Dump {
  readonly migrations: readonly string[];
  readonly tables: readonly DumpedTable[];
}

const FETCH = 500;

/**
 * Every row of the hub's tables as they are at one moment, while the hub runs on. A row is a JSON list of the texts that
 * PostgreSQL gives for its columns, null for null. Rejects as `pg` and the writers do.
 */
export function dumpTables(
  connection: PostgresConnection,
  writerOf: (table: { schema: string; name: string }) => Promise<RowWriter>,
): Promise<Dump> {
  return inTransaction(connection, 'repeatable read, read only', async (client) => {
    const tables: DumpedTable[] = [];
    for (const table of await listTables(client)) {
      const writer = await writerOf(table);
      const rows = await dumpRows(client, table, writer).finally(() => writer.close());
      const { schema, name } = table;
      const columns = table.columns.map((column) => column.name);
      tables.push({ schema, name, columns, rows, sequences: await sequencesOf(client, table) });
    }
    return { migrations: await migrationsOf(client), tables };
  });
}

async function dumpRows(client: ClientBase, table: BackupTable, writer: RowWriter): Promise<number> {
  const columns = table.columns.map(({ name }) => `${identifier(name)}::text`).join(', ');
  const order = table.key.length === 0 ? '' : ` order by ${table.key.map(identifier).join(', ')}`;
  await client.query(`declare dumped no scroll cursor for select ${columns} from ${quoted(table)}${order}`);
  let count = 0;
  for (;;) {
    const text = `fetch ${FETCH} from dumped`;
    const { rows } = await client.query<(string | null)[]>({ text, rowMode: 'array' });
    for (const row of rows) await writer.row(JSON.stringify(row));
    count += rows.length;
    if (rows.length < FETCH) break;
  }
  await client.query('close dumped');
  return count;
}

async function sequencesOf(client: ClientBase, table: BackupTable): Promise<Record<string, string>> {
  const next: Record<string, string> = {};
  for (const column of table.numbered) {
    const found = await client.query<{ sequence: string }>(
      'select pg_get_serial_sequence($1, $2) as sequence',
      [quoted(table), column],
    );
    const { rows } = await client.query<{ next: string }>(
      `select (last_value + is_called::int)::text as next from ${found.rows[0]?.sequence}`,
    );
    next[column] = rows[0]?.next ?? '1';
  }
  return next;
}
