import { setTimeout as delay } from 'node:timers/promises';
import type { PostgresPool } from 'kysely';
import pg from 'pg';
import type { PostgresConnection } from './connection.ts';
import { storeErrorOf } from './fault.ts';
import type { PostgresLog } from './log.ts';

/** Bounds of one statement, one wait for a lock, and a transaction that does nothing, ms. */
const STATEMENT_TIMEOUT_MS = 5_000;
const LOCK_TIMEOUT_MS = 3_000;
const IDLE_IN_TRANSACTION_MS = 10_000;
/** How long a call waits for a connection while the database is down, ms. Nothing was sent yet, so waiting repeats nothing. */
const CONNECT_PATIENCE_MS = 3_000;
/** The same while the database answers that it is starting. */
const START_PATIENCE_MS = 10_000;
const STARTING = '57P03';
const CONNECT_STEP_MS = 25;
const POOL_SIZE = 16;

/** `hub`: bounded statements. `migration`: a long index build may take its time. */
export function createPool(
  connection: PostgresConnection,
  use: 'hub' | 'migration' | 'jobs',
  hubId: string,
  log: PostgresLog,
): pg.Pool {
  const pool = new pg.Pool({
    ...(connection.kind === 'url'
      ? { connectionString: connection.url }
      : {
          host: connection.socketDir,
          port: 5432,
          database: connection.database,
          user: connection.user,
        }),
    // Its own name for each hub: rows tell who wrote them, and the job runner whether another hub's is connected.
    application_name: `porchlight-${use}-${hubId}`,
    max: use === 'migration' ? 2 : POOL_SIZE,
    connectionTimeoutMillis: CONNECT_PATIENCE_MS,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    types: { getTypeParser },
    ...(use === 'hub'
      ? {
          statement_timeout: STATEMENT_TIMEOUT_MS,
          lock_timeout: LOCK_TIMEOUT_MS,
          idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
          // The client's own bound, for a server that no longer answers at all.
          query_timeout: STATEMENT_TIMEOUT_MS + 2_000,
        }
      : {}),
  });
  // An idle connection that breaks reports here; without a listener it would end the process.
  pool.on('error', (error) => log.warn({ reason: error.message }, 'a database connection broke'));
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

const BIGINT = 20;

/** `bigint` as a number: every one of ours is a time in ms or a count, far below 2⁵³. */
function getTypeParser(oid: number, format?: 'text' | 'binary'): (text: string) => unknown {
  if (oid === BIGINT) return Number;
  return pg.types.getTypeParser(oid, format as 'text');
}

/** The pool as Kysely uses it; while the database restarts, a call waits a little for a connection and then fails. */
export function patient(pool: pg.Pool): PostgresPool {
  return {
    connect: async () => {
      const start = performance.now();
      for (;;) {
        try {
          return await pool.connect();
        } catch (error) {
          const patience = isStarting(error) ? START_PATIENCE_MS : CONNECT_PATIENCE_MS;
          const late = performance.now() - start > patience;
          if (late || storeErrorOf(error)?.code !== 'unavailable') throw error;
          await delay(CONNECT_STEP_MS);
        }
      }
    },
    end: () => pool.end(),
  };
}

function isStarting(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === STARTING;
}
