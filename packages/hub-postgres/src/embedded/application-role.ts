import pg from 'pg';
import { ADMIN_ROLE } from './data-folder.ts';

/** What the hub connects as: it owns its database and is no administrator of the server. */
export const APPLICATION_ROLE = 'porchlight';
export const APPLICATION_DATABASE = 'porchlight';

/** Makes role and database where they are missing. Rejects as `pg` does. */
export async function readyApplicationRole(socketDir: string): Promise<void> {
  const client = adminClient(socketDir);
  client.on('error', () => undefined);
  try {
    await client.connect();
    const found = await client.query<{ role: boolean; database: boolean }>(
      `select exists (select from pg_roles where rolname = '${APPLICATION_ROLE}') as role,
              exists (select from pg_database where datname = '${APPLICATION_DATABASE}') as database`,
    );
    if (!found.rows[0]?.role) await client.query(`create role ${APPLICATION_ROLE} login`);
    if (!found.rows[0]?.database)
      await client.query(`create database ${APPLICATION_DATABASE} owner ${APPLICATION_ROLE}`);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** True once the server takes connections and has finished its recovery. Never rejects. */
export async function answers(socketDir: string): Promise<boolean> {
  const client = adminClient(socketDir);
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function adminClient(socketDir: string): pg.Client {
  return new pg.Client({
    host: socketDir,
    port: 5432,
    user: ADMIN_ROLE,
    database: 'postgres',
    connectionTimeoutMillis: 5000,
  });
}
