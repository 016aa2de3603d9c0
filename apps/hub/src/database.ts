import { access, constants, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type HubStore, StoreError } from '@porchlight/hub-core';
import {
  EmbeddedPostgresError,
  openHubStore,
  type PostgresLog,
  startEmbeddedPostgres,
} from '@porchlight/hub-postgres';
import type { HubSettings } from './hub-config.ts';
import { HubStartError } from './hub-start-error.ts';

export interface OpenDatabase {
  readonly store: HubStore;
  close(): Promise<void>;
}

/** The store on the given server, or on a PostgreSQL of our own below the state folder. Throws {@link HubStartError}. */
export async function openDatabase(settings: HubSettings, log: PostgresLog): Promise<OpenDatabase> {
  await readyStateDir(settings.stateDir);
  try {
    if (settings.databaseUrl !== undefined) {
      const store = await openHubStore({ connection: { kind: 'url', url: settings.databaseUrl }, log });
      return { store, close: () => store.close() };
    }
    const postgres = await startEmbeddedPostgres({ dataDir: join(settings.stateDir, 'postgres'), log });
    try {
      const store = await openHubStore({ connection: postgres.connection, log });
      return {
        store,
        close: async () => {
          await store.close();
          await postgres.close();
        },
      };
    } catch (error) {
      await postgres.close();
      throw error;
    }
  } catch (cause) {
    if (cause instanceof EmbeddedPostgresError || cause instanceof StoreError)
      throw new HubStartError('database', cause.message, cause);
    throw cause;
  }
}

/** The folder may be passed through by the account that PostgreSQL runs as when the hub is started by root. */
async function readyStateDir(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o711 });
    await access(path, constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new HubStartError(
      'unwritable-folder',
      `The folder ${path} cannot be made or written; choose another with --state.`,
      cause,
    );
  }
}
