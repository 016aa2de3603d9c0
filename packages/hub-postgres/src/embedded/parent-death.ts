import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * How a server is stopped when the hub dies without a word (SIGKILL):
 * - `setpriv`: the kernel sends SIGINT to it (Linux with util-linux).
 * - `watcher`: a shell of a few kilobytes waits on a pipe that only the hub holds, and sends SIGINT when it closes.
 */
export type DeathWatch = 'setpriv' | 'watcher';

export async function chooseDeathWatch(): Promise<DeathWatch> {
  if (process.platform !== 'linux') return 'watcher';
  const works = await run('setpriv', ['--pdeathsig', 'INT', '--', 'true']).then(
    () => true,
    () => false,
  );
  return works ? 'setpriv' : 'watcher';
}

/** Command and arguments that run `command` under the watch. */
export function underWatch(
  watch: DeathWatch,
  command: string,
  args: readonly string[],
): { command: string; args: string[] } {
  if (watch === 'watcher') return { command, args: [...args] };
  return { command: 'setpriv', args: ['--pdeathsig', 'INT', '--', command, ...args] };
}

/** Starts the watcher of a server; end it only after the server ended, so that it never signals a pid used again. */
export function startWatcher(pid: number): { close(): void } {
  const child = spawn('/bin/sh', ['-c', 'read -r line; kill -INT "$1" 2>/dev/null', 'watcher', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  child.on('error', () => undefined);
  child.unref();
  return { close: () => child.kill('SIGKILL') };
}
