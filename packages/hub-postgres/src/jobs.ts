import { setTimeout as delay } from 'node:timers/promises';
import type { JobHandler, JobQueue, JobRunner } from '@porchlight/hub-core';
import { Logger, run, runMigrations } from 'graphile-worker';
import { sql } from 'kysely';
import type pg from 'pg';
import type { Database } from './database.ts';
import type { PostgresLog } from './log.ts';

const SCHEMA = 'graphile_worker';
const CONCURRENCY = 4;
const POLL_MS = 1000;
/** Wait before the runner is started again after it stopped by itself, ms. */
const RESTART_MS = 1000;
const CLOSE_PATIENCE_MS = 10_000;

export function jobQueue(db: Database): JobQueue {
  return {
    async enqueue(name, payload, options = {}) {
      const runAt = options.runAt === undefined ? null : new Date(options.runAt).toISOString();
      await sql`
        select graphile_worker.add_job(${name}::text, payload => ${JSON.stringify(payload)}::json,
          run_at => ${runAt}::timestamptz, max_attempts => ${options.maxAttempts ?? 25}::int, job_key => ${options.key ?? null}::text)
      `.execute(db);
    },
  };
}

/** Makes or updates the queue's own tables. */
export async function migrateJobTables(pool: pg.Pool, log: PostgresLog): Promise<void> {
  await runMigrations({ pgPool: pool, schema: SCHEMA, logger: quiet(log) });
}

/** Takes jobs until closed; starts over when the database was gone. */
export async function startJobRunner(
  pool: pg.Pool,
  handlers: Readonly<Record<string, JobHandler>>,
  log: PostgresLog,
): Promise<JobRunner> {
  const taskList = Object.fromEntries(
    Object.entries(handlers).map(([name, handle]) => [name, (payload: unknown) => handle(payload)]),
  );
  const start = () =>
    run({
      pgPool: pool,
      schema: SCHEMA,
      taskList,
      concurrency: CONCURRENCY,
      pollInterval: POLL_MS,
      noHandleSignals: true,
      noPreparedStatements: true,
      logger: quiet(log),
      preset: { worker: { gracefulShutdownAbortTimeout: CLOSE_PATIENCE_MS } },
    });
  const ended = new AbortController();
  let runner: Awaited<ReturnType<typeof start>> | undefined = await start();
  const keeping = (async () => {
    while (!ended.signal.aborted) {
      try {
        runner ??= await start();
        await runner.promise;
      } catch (error) {
        log.warn({ reason: String(error) }, 'the job runner stopped: starting it again');
      }
      runner = undefined;
      await delay(RESTART_MS, undefined, { signal: ended.signal }).catch(() => undefined);
    }
  })();
  return {
    close: async () => {
      ended.abort();
      await runner?.stop().catch(() => undefined);
      await keeping;
    },
  };
}

/** Job payloads may hold names and addresses, so only failures are passed on, without them. */
function quiet(log: PostgresLog): Logger {
  return new Logger((scope) => (level, message) => {
    if (level === 'error' || level === 'warning')
      log.warn({ task: scope.taskIdentifier }, message.slice(0, 300));
  });
}
