import { type ChildProcess, spawn } from 'node:child_process';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { PostgresLog } from '../log.ts';
import type { Binaries } from './binaries.ts';
import { SERVER_ENV } from './data-folder.ts';
import { EmbeddedPostgresError } from './embedded-error.ts';
import { STOP_STEPS } from './leftover.ts';
import { type DeathWatch, startWatcher, underWatch } from './parent-death.ts';
import type { ServerUser } from './server-user.ts';

export interface ServerPlan {
  readonly dataDir: string;
  /** Folder of the Unix socket; nothing listens on a network. */
  readonly socketDir: string;
  readonly binaries: Binaries;
  readonly user: ServerUser;
  readonly watch: DeathWatch;
  readonly log: PostgresLog;
}

/** One run of PostgreSQL, from start to exit. */
export interface ServerProcess {
  readonly pid: number;
  /** Resolves with a description when it has exited. Never rejects. */
  readonly exited: Promise<string>;
  /** The last line it said. */
  lastLine(): string;
  /** Fast shutdown, then harder ones. Resolves when it has exited. */
  stop(): Promise<void>;
}

/** Durability is PostgreSQL's default (fsync, full pages, synchronous commit): nothing here loosens it. */
function settings(plan: ServerPlan): string[] {
  const values: Record<string, string> = {
    listen_addresses: '',
    unix_socket_directories: plan.socketDir,
    unix_socket_permissions: '0700',
    max_connections: '60',
    shared_buffers: `${cacheMb()}MB`,
    work_mem: '16MB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_destination: 'stderr',
    logging_collector: 'off',
    log_line_prefix: '',
    // A failed statement would be logged with its text, and that may hold names.
    log_min_error_statement: 'panic',
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/**
 * An eighth of the memory, 64 MB to 1 GB; only what is used is taken. Reading a page that is not in it costs a check of its sum, and
 * the circle query over a million cameras reads thousands.
 */
function cacheMb(): number {
  const limit = process.constrainedMemory();
  const bytes = limit > 0 ? Math.min(limit, totalmem()) : totalmem();
  return Math.max(64, Math.min(1024, Math.floor(bytes / 8 / 2 ** 20)));
}

/** Throws EmbeddedPostgresError when the process cannot be started at all. */
export function startServer(plan: ServerPlan): ServerProcess {
  const { command, args } = underWatch(plan.watch, plan.binaries.postgres, [
    '-D',
    plan.dataDir,
    ...settings(plan),
  ]);
  const child = spawn(command, args, {
    cwd: '/',
    env: SERVER_ENV,
    stdio: ['ignore', 'ignore', 'pipe'],
    // Its own group: Ctrl+C in a terminal reaches the hub alone, which then stops things in order.
    detached: true,
    ...(plan.user.dropped ? { uid: plan.user.uid, gid: plan.user.gid } : {}),
  });
  const exited = exitOf(child);
  if (child.pid === undefined)
    throw new EmbeddedPostgresError('start-failed', `PostgreSQL could not be started from ${command}.`);
  const watcher = plan.watch === 'watcher' ? startWatcher(child.pid) : undefined;
  void exited.then(() => watcher?.close());
  const said = followLog(child.stderr, plan.log);
  return { pid: child.pid, exited, lastLine: said, stop: () => stopChild(child, exited) };
}

function exitOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('exit', (code, signal) => resolve(signal === null ? `exit code ${code}` : `signal ${signal}`));
  });
}

/** Said at every start and every crash, to each connection that is just there. */
const PASSING = /^FATAL: +(the database system is|terminating connection)/;

/** Passes the server's own lines on and remembers the last. */
function followLog(stderr: Readable, log: PostgresLog): () => string {
  let last = '';
  let rest = '';
  stderr.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split('\n');
    rest = (lines.pop() ?? '').slice(-2000);
    for (const line of lines.map((text) => text.trim()).filter((text) => text !== '')) {
      last = line.slice(0, 300);
      if (/^(FATAL|PANIC)/.test(line) && !PASSING.test(line))
        log.warn({ postgres: last }, 'PostgreSQL reports');
    }
  });
  return () => last;
}

async function stopChild(child: ChildProcess, exited: Promise<string>): Promise<void> {
  let done = false;
  void exited.then(() => {
    done = true;
  });
  for (const { signal, waitMs } of STOP_STEPS) {
    if (done || child.exitCode !== null || child.signalCode !== null) break;
    child.kill(signal);
    const timer = new AbortController();
    await Promise.race([exited, delay(waitMs, undefined, { signal: timer.signal }).catch(() => undefined)]);
    timer.abort();
  }
  await exited;
}

/** The longest path that a Unix socket's address takes on Linux (macOS: 103). */
export const SOCKET_PATH_LIMIT = process.platform === 'darwin' ? 103 : 107;

export function socketPath(socketDir: string): string {
  return join(socketDir, '.s.PGSQL.5432');
}
