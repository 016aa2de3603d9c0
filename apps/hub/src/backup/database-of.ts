import { access } from 'node:fs/promises';
import { join } from 'node:path';
import {
  EmbeddedPostgresError,
  findRunningServer,
  type PostgresConnection,
  type PostgresLog,
  startEmbeddedPostgres,
} from '@porchlight/hub-postgres';
import { BackupError } from './backup-error.ts';

export interface OpenConnection {
  readonly connection: PostgresConnection;
  close(): Promise<void>;
}

export const embeddedDir = (stateDir: string): string => join(stateDir, 'postgres');

/** The database of a hub that runs, or its embedded one started for as long as it is open. Throws {@link BackupError}. */
export async function existingDatabase(
  stateDir: string,
  databaseUrl: string | undefined,
  log: PostgresLog,
): Promise<OpenConnection> {
  if (databaseUrl !== undefined) return atUrl(databaseUrl);
  const running = await findRunningServer(embeddedDir(stateDir));
  if (running !== undefined) return { connection: running, close: async () => undefined };
  await access(join(embeddedDir(stateDir), 'PG_VERSION')).catch((cause: unknown) => {
    throw new BackupError('folder', `There is no hub's database in ${stateDir}.`, cause);
  });
  return startEmbedded(stateDir, log);
}

/** A new embedded database in the state folder, or the server of the address. Throws {@link BackupError}. */
export async function newDatabase(
  stateDir: string,
  databaseUrl: string | undefined,
  log: PostgresLog,
): Promise<OpenConnection> {
  if (databaseUrl !== undefined) return atUrl(databaseUrl);
  const there = await access(embeddedDir(stateDir)).then(
    () => true,
    () => false,
  );
  if (there)
    throw new BackupError(
      'not-empty',
      `${stateDir} holds a database already: move it away first, and leave its folder log where it is.`,
    );
  return startEmbedded(stateDir, log);
}

const atUrl = (url: string): OpenConnection => ({
  connection: { kind: 'url', url },
  close: async () => undefined,
});

async function startEmbedded(stateDir: string, log: PostgresLog): Promise<OpenConnection> {
  try {
    return await startEmbeddedPostgres({ dataDir: embeddedDir(stateDir), log });
  } catch (cause) {
    if (cause instanceof EmbeddedPostgresError) throw new BackupError('database', cause.message, cause);
    throw cause;
  }
}
