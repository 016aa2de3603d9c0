import { join } from 'node:path';
import { startEmbeddedPostgres } from '@porchlight/hub-postgres';

const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A PostgreSQL that no hub owns. `socket`: the path it listens at. */
export async function startDatabase(
  dir: string,
  closers: (() => Promise<unknown>)[],
): Promise<{ socket: string; user: string; name: string }> {
  const postgres = await startEmbeddedPostgres({ dataDir: join(dir, 'postgres'), log: SILENT });
  closers.push(() => postgres.close());
  const { socketDir, user, database } = postgres.connection as Record<
    'socketDir' | 'user' | 'database',
    string
  >;
  return { socket: join(socketDir, '.s.PGSQL.5432'), user, name: database };
}
