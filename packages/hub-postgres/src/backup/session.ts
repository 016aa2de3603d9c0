import pg from 'pg';
import type { PostgresConnection } from '../connection.ts';

/** How values are written as text, so that reading them gives the same value on every server. */
const TEXT_FORM = `
  set timezone = 'UTC'; set datestyle = 'ISO, YMD'; set intervalstyle = 'postgres';
  set bytea_output = 'hex'; set extra_float_digits = 1; set statement_timeout = 0;
  set lock_timeout = '60s'; set client_encoding = 'UTF8'`;

/** Runs `work` on a connection of its own, in one transaction. Rejects as `pg` does, and rolls back then. */
export async function inTransaction<T>(
  connection: PostgresConnection,
  mode: 'repeatable read, read only' | 'serializable',
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client(
    connection.kind === 'url'
      ? { connectionString: connection.url }
      : { host: connection.socketDir, port: 5432, database: connection.database, user: connection.user },
  );
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(TEXT_FORM);
    await client.query(`begin transaction isolation level ${mode}`);
    const done = await work(client);
    await client.query('commit');
    return done;
  } finally {
    await client.end().catch(() => undefined);
  }
}
