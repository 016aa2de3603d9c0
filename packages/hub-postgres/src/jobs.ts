import { setTimeout as delay } from 'node:timers/promises';
import type { JobHandler, JobQueue, JobRunner } from '@porchlight/hub-core';
import { Logger, type Runner, run, runMigrations } from 'graphile-worker';
import { sql } from 'kysely';
import type pg from 'pg';
import { type Database, only } from './database.ts';
import { forgivingPool } from './forgiving-pool.ts';
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

/** Jobs by state: due now, for later, given up after their last attempt. */
export async function countJobs(
  db: Database,
): Promise<{ readonly due: number; readonly later: number; readonly failed: number }> {
  const { rows } = await sql<{ due: number; later: number; failed: number }>`
    select count(*) filter (where attempts < max_attempts and run_at <= now()) as due,
           count(*) filter (where attempts < max_attempts and run_at > now()) as later,
           count(*) filter (where attempts >= max_attempts) as failed
    from graphile_worker.jobs`.execute(db);
  return only(rows);
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
  const start = async () => {
    await releaseAbandoned(pool);
    return run({
      pgPool: forgivingPool(pool),
      schema: SCHEMA,
      taskList,
      parsedCronItems: [],
      concurrency: CONCURRENCY,
      pollInterval: POLL_MS,
      noHandleSignals: true,
      noPreparedStatements: true,
      logger: quiet(log),
      preset: {
        worker: {
          gracefulShutdownAbortTimeout: CLOSE_PATIENCE_MS,
          // Without a batch nobody waits for these two writes: a database that is gone just then would end the process.
          completeJobBatchDelay: 0,
          failJobBatchDelay: 0,
        },
      },
    });
  };
  const ended = new AbortController();
  const keeping = keepRunning(await start(), start, ended.signal, log);
  return {
    close: async () => {
      ended.abort();
      await keeping;
    },
  };
}

/**
 * A runner one of whose queries failed is replaced by a new one: when the database is gone at its first look for jobs, it keeps the
 * failed list of task names for good and never takes a job again.
 */
async function keepRunning(
  first: Runner,
  start: () => Promise<Runner>,
  ended: AbortSignal,
  log: PostgresLog,
): Promise<void> {
  const closed = new Promise<void>((resolve) => ended.addEventListener('abort', () => resolve()));
  let runner: Runner | undefined = first;
  while (!ended.aborted) {
    try {
      runner ??= await start();
      await Promise.race([closed, runner.promise, firstFailure(runner)]);
      if (!ended.aborted) log.warn({}, 'the job runner lost the database: starting it again');
      await runner.stop();
    } catch (error) {
      if (runner !== undefined) log.warn({ reason: String(error) }, 'the job runner did not stop in order');
    }
    runner = undefined;
    await delay(RESTART_MS, undefined, { signal: ended }).catch(() => undefined);
  }
}

function firstFailure(runner: Runner): Promise<void> {
  return new Promise((resolve) => {
    runner.events.once('worker:getJob:error', () => resolve());
  });
}

/**
 * Jobs that a killed hub had begun wait behind its lock for four hours. They are freed at once when no other hub's runner is
 * connected, so that a notice is not late by hours; with several hubs the four hours stay.
 */
async function releaseAbandoned(pool: pg.Pool): Promise<void> {
  await pool.query(
    `select graphile_worker.force_unlock_workers(array(select distinct locked_by from graphile_worker.jobs where locked_by is not null))
     where not exists (select from pg_stat_activity
       where application_name like 'porchlight-jobs%' and application_name <> current_setting('application_name'))`,
  );
}

/** Job payloads may hold names and addresses, so only failures are passed on, without them. */
function quiet(log: PostgresLog): Logger {
  return new Logger((scope) => (level, message) => {
    if (level === 'error' || level === 'warning')
      log.warn({ task: scope.taskIdentifier }, message.slice(0, 300));
  });
}
