import { randomBytes } from 'node:crypto';
import type { HubStore, HubStores } from '@porchlight/hub-core';
import { Kysely, PostgresDialect, sql } from 'kysely';
import type { PostgresConnection } from './connection.ts';
import type { Database } from './database.ts';
import { storeErrorOf, withStoreErrors } from './fault.ts';
import { countJobs, jobQueue, migrateJobTables, startJobRunner } from './jobs.ts';
import type { PostgresLog } from './log.ts';
import { listenForNews } from './news.ts';
import { createPool, patient } from './pool.ts';
import { migrateHubTables } from './schema/migrate.ts';
import type { HubTables } from './schema/tables.ts';
import { auditStore } from './stores/audit.ts';
import { cameraStore } from './stores/cameras.ts';
import { consentStore } from './stores/consents.ts';
import { gatewayStore } from './stores/gateways.ts';
import { incidentStore } from './stores/incidents.ts';
import { logStore } from './stores/log.ts';
import { lookStore } from './stores/looks.ts';
import { noViewStore } from './stores/no-view.ts';
import { nodeStore } from './stores/nodes.ts';
import { openingsStore } from './stores/openings.ts';
import { ownerStore } from './stores/owners.ts';
import { peopleStore } from './stores/people.ts';
import { sessionStore } from './stores/sessions.ts';
import { settingStore } from './stores/settings.ts';
import { trustStore } from './stores/trust.ts';

const READY_PATIENCE_MS = 2000;

/**
 * Connects, brings the tables to this version and hands out the stores. Rejects with `StoreError` when the database cannot be
 * reached or refuses. The caller closes it after everything that uses it.
 */
export async function openHubStore(options: {
  readonly connection: PostgresConnection;
  readonly log: PostgresLog;
}): Promise<HubStore & { close(): Promise<void> }> {
  const { connection, log } = options;
  const hubId = randomBytes(6).toString('hex');
  await migrate(connection, hubId, log);
  const pool = createPool(connection, 'hub', hubId, log);
  const db = new Kysely<HubTables>({ dialect: new PostgresDialect({ pool: patient(pool) }) });
  // Jobs have connections of their own: the runner keeps one listening, and its queries wait on purpose.
  const jobPool = createPool(connection, 'jobs', hubId, log);
  return {
    ...storesOver(db),
    nodes: withStoreErrors(nodeStore(db, hubId)),
    onNews: (listener) => listenForNews(jobPool, listener, log),
    async transaction(work) {
      try {
        return await db.transaction().execute((tx) => work(storesOver(tx)));
      } catch (error) {
        throw storeErrorOf(error) ?? error;
      }
    },
    ready: () => answersInTime(db),
    async vitals() {
      try {
        const { totalCount, idleCount, waitingCount } = pool;
        const connections = { open: totalCount, idle: idleCount, waiting: waitingCount };
        return { connections, jobs: await countJobs(db) };
      } catch (error) {
        throw storeErrorOf(error) ?? error;
      }
    },
    async startJobs(handlers) {
      try {
        return await startJobRunner(jobPool, handlers, log);
      } catch (error) {
        throw storeErrorOf(error) ?? error;
      }
    },
    async close() {
      await db.destroy();
      await jobPool.end();
    },
  };
}

async function migrate(connection: PostgresConnection, hubId: string, log: PostgresLog): Promise<void> {
  const pool = createPool(connection, 'migration', hubId, log);
  const db = new Kysely<HubTables>({ dialect: new PostgresDialect({ pool: patient(pool) }) });
  try {
    const applied = await migrateHubTables(db);
    if (applied.length > 0) log.info({ applied }, 'brought the tables up to date');
    await migrateJobTables(pool, log);
  } catch (error) {
    throw storeErrorOf(error) ?? error;
  } finally {
    await db.destroy();
  }
}

function storesOver(db: Database): HubStores {
  return {
    trust: withStoreErrors(trustStore(db)),
    incidents: withStoreErrors(incidentStore(db)),
    owners: withStoreErrors(ownerStore(db)),
    gateways: withStoreErrors(gatewayStore(db)),
    consents: withStoreErrors(consentStore(db)),
    cameras: withStoreErrors(cameraStore(db)),
    log: withStoreErrors(logStore(db)),
    openings: withStoreErrors(openingsStore(db)),
    looks: withStoreErrors(lookStore(db)),
    sessions: withStoreErrors(sessionStore(db)),
    people: withStoreErrors(peopleStore(db)),
    noView: withStoreErrors(noViewStore(db)),
    audit: withStoreErrors(auditStore(db)),
    settings: withStoreErrors(settingStore(db)),
    jobs: withStoreErrors(jobQueue(db)),
  };
}

async function answersInTime(db: Kysely<HubTables>): Promise<boolean> {
  const timer = new AbortController();
  const answer = sql`select 1`.execute(db).then(
    () => true,
    () => false,
  );
  const late = new Promise<boolean>((resolve) => {
    const timeout = setTimeout(() => resolve(false), READY_PATIENCE_MS);
    timer.signal.addEventListener('abort', () => clearTimeout(timeout));
  });
  const ready = await Promise.race([answer, late]);
  timer.abort();
  return ready;
}
