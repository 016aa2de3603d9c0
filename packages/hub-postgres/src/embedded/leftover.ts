import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { PostgresLog } from '../log.ts';
import { commandLine, identify } from './process-identity.ts';

/** Signals of an ever harder stop and how long each may take, ms: fast shutdown, immediate shutdown, kill. */
export const STOP_STEPS = [
  { signal: 'SIGINT', waitMs: 15_000 },
  { signal: 'SIGQUIT', waitMs: 5_000 },
  { signal: 'SIGKILL', waitMs: 5_000 },
] as const;

/**
 * Stops a server that an earlier hub left running on this data folder. It is stopped and not adopted, because only our own child
 * is sure to stop when we die. Nothing happens when `postmaster.pid` names no PostgreSQL of this folder.
 */
export async function stopLeftover(dataDir: string, log: PostgresLog): Promise<void> {
  const text = await readFile(join(dataDir, 'postmaster.pid'), 'utf8').catch(() => undefined);
  const pid = Number(text?.split('\n')[0]);
  if (!Number.isInteger(pid) || pid <= 1) return;
  const command = await commandLine(pid);
  if (!command.includes('postgres') || !command.includes(dataDir)) return;
  log.warn({ pid }, 'a PostgreSQL left by an earlier hub is running: stopping it');
  const it = await identify(pid);
  const runs = async (): Promise<boolean> => {
    const now = await identify(pid);
    return now !== undefined && now.startedAt === it?.startedAt;
  };
  for (const { signal, waitMs } of STOP_STEPS) {
    if (!(await runs())) return;
    try {
      process.kill(pid, signal);
    } catch {
      return; // It ended between the look and the signal.
    }
    for (let waited = 0; waited < waitMs && (await runs()); waited += 20) await delay(20);
  }
}
