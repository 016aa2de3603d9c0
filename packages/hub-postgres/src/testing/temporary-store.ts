import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HubStore } from '@porchlight/hub-core';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../embedded/start-embedded-postgres.ts';
import type { PostgresLog } from '../log.ts';
import { openHubStore } from '../open-hub-store.ts';

export interface TemporaryStore {
  readonly store: HubStore & { close(): Promise<void> };
  readonly postgres: EmbeddedPostgres;
  /** Closes the store, stops the database and removes its folder. */
  close(): Promise<void>;
}

const SILENT: PostgresLog = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A hub's store on a real PostgreSQL of its own in a temporary folder, for tests and benchmarks; takes about a second. */
export async function openTemporaryStore(log: PostgresLog = SILENT): Promise<TemporaryStore> {
  const folder = await mkdtemp(join(tmpdir(), 'porchlight-store-'));
  const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), log });
  const store = await openHubStore({ connection: postgres.connection, log });
  return {
    store,
    postgres,
    close: async () => {
      await store.close();
      await postgres.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
