import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A running process as one can name it later: process ids are used again, start times are not. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Opaque; equal for as long as it is the same process. */
  readonly startedAt: string;
}

/** Undefined when no such process runs (a zombie does not run). */
export async function identify(pid: number): Promise<ProcessIdentity | undefined> {
  if (process.platform === 'linux') {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
    // The second field is the command in brackets and may hold anything; what follows is plain.
    const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
    const startedAt = fields?.[19];
    return startedAt === undefined || fields?.[0] === 'Z' ? undefined : { pid, startedAt };
  }
  const answer = await run('ps', ['-o', 'lstart=', '-p', String(pid)]).catch(() => undefined);
  const startedAt = answer?.stdout.trim();
  return startedAt ? { pid, startedAt } : undefined;
}

/** The process's command line, or an empty text. */
export async function commandLine(pid: number): Promise<string> {
  if (process.platform === 'linux')
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' ');
  const answer = await run('ps', ['-o', 'command=', '-p', String(pid)]).catch(() => undefined);
  return answer?.stdout.trim() ?? '';
}
