import { setTimeout as delay } from 'node:timers/promises';
import { answers, readyApplicationRole } from './application-role.ts';
import { EmbeddedPostgresError } from './embedded-error.ts';
import { type ServerPlan, type ServerProcess, startServer } from './server-process.ts';

/** Waits between restarts: at once, then doubling. A run of ten seconds counts as healthy and starts over. */
const FIRST_BACK_OFF_MS = 50;
const MAX_BACK_OFF_MS = 1_000;
const HEALTHY_RUN_MS = 10_000;

export interface Supervised {
  pid(): number;
  close(): Promise<void>;
}

/** Starts the server, waits until it answers, and starts it again whenever it exits, until closed. */
export async function supervise(plan: ServerPlan, startTimeoutMs: number): Promise<Supervised> {
  const ended = new AbortController();
  let server = await firstStart(plan, startTimeoutMs);
  const keeping = keepRunning(plan, ended.signal, server, (next) => {
    server = next;
  });
  return {
    pid: () => server.pid,
    close: async () => {
      ended.abort();
      await server.stop();
      await keeping;
    },
  };
}

async function firstStart(plan: ServerPlan, startTimeoutMs: number): Promise<ServerProcess> {
  const server = startServer(plan);
  const outcome = await untilAnswering(plan, server, startTimeoutMs);
  if (outcome === 'answers') {
    await readyApplicationRole(plan.socketDir);
    return server;
  }
  await server.stop();
  const why = outcome === 'exited' ? server.lastLine() : `no answer within ${startTimeoutMs} ms`;
  throw new EmbeddedPostgresError('start-failed', `PostgreSQL did not start: ${why}`);
}

async function untilAnswering(
  plan: ServerPlan,
  server: ServerProcess,
  timeoutMs: number,
): Promise<'answers' | 'exited' | 'timeout'> {
  let exited = false;
  void server.exited.then(() => {
    exited = true;
  });
  const start = performance.now();
  while (performance.now() - start < timeoutMs) {
    if (await answers(plan.socketDir)) return 'answers';
    if (exited) return 'exited';
    await delay(10);
  }
  return 'timeout';
}

async function keepRunning(
  plan: ServerPlan,
  ended: AbortSignal,
  first: ServerProcess,
  replaced: (server: ServerProcess) => void,
): Promise<void> {
  let server = first;
  let backOff = 0;
  for (let startedAt = performance.now(); ; startedAt = performance.now()) {
    const how = await server.exited;
    if (ended.aborted) return;
    if (performance.now() - startedAt > HEALTHY_RUN_MS) backOff = 0;
    plan.log.error(
      { how, said: server.lastLine(), againInMs: backOff },
      'PostgreSQL ended by itself: starting it again',
    );
    await delay(backOff, undefined, { signal: ended }).catch(() => undefined);
    if (ended.aborted) return;
    backOff = Math.min(MAX_BACK_OFF_MS, backOff === 0 ? FIRST_BACK_OFF_MS : backOff * 2);
    server = startServer(plan);
    replaced(server);
  }
}
