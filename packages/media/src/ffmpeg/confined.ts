import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';

/** Where programs are looked for: never in a folder that a user of this account could write a name into. */
const FOLDERS = ['/usr/local/bin', '/usr/bin', '/bin', '/usr/local/sbin', '/usr/sbin', '/sbin'];
const NOBODY = 65_534;
const MEMORY_BYTES = 1_500_000_000;
/** A look lasts a day at the very most, and a child a tenth of a core. */
const PROCESSOR_S = 3 * 3600;

/** Undefined when it is not installed. */
export function findProgram(name: string): string | undefined {
  return FOLDERS.map((folder) => join(folder, name)).find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

let prefix: readonly string[] | undefined;

/**
 * What a child that reads a camera's bytes is started through, as far as this machine has it: no network, no privileges, nobody's
 * account (when started as root), at most 1.5 GB, no files, dead when its parent dies. Found out once.
 */
export function confinement(): readonly string[] {
  prefix ??= [
    works(['unshare', '--net'], ['unshare', '--user', '--net']),
    works(
      ['setpriv', ...asNobody(), '--no-new-privs', '--pdeathsig', 'KILL'],
      ['setpriv', '--no-new-privs', '--pdeathsig', 'KILL'],
    ),
    works([
      'prlimit',
      `--as=${MEMORY_BYTES}`,
      `--cpu=${PROCESSOR_S}`,
      '--fsize=0',
      '--core=0',
      '--nofile=64',
    ]),
    works(['nice', '-n', '5']),
  ].flat();
  return prefix;
}

const asNobody = (): string[] =>
  process.getuid?.() === 0 ? [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'] : [];

/** The first of these that can start a program here; empty when none can. */
function works(...choices: readonly (readonly string[])[]): readonly string[] {
  for (const [name = '', ...args] of choices) {
    const path = findProgram(name);
    const test = findProgram('true');
    if (path === undefined || test === undefined) continue;
    const tried = spawnSync(path, [...args, test], { stdio: 'ignore', env: {}, cwd: '/', timeout: 5000 });
    if (tried.status === 0) return [path, ...args];
  }
  return [];
}
