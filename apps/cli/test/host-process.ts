import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readStatement, rootFingerprint } from '@porchlight/statements';
import type { TwoHubs } from './two-hubs.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** Starts `porchlight host` for the host that the programme of the two hubs names; resolves when it runs, connected or not yet. */
export async function startHostProcess({ dir, origin, trust }: TwoHubs): Promise<ChildProcess> {
  const root = await readStatement('root', trust.root);
  if (root.kind === 'refused') throw new Error(root.detail);
  const log = openSync(join(dir, 'host.log'), 'a');
  const node = ['--conditions=source', '--import', 'tsx', MAIN];
  const command = ['host', join(dir, 'host'), '--hub', origin];
  const fingerprint = ['--root-fingerprint', await rootFingerprint(root.value.statement)];
  const child = spawn(process.execPath, [...node, ...command, ...fingerprint], {
    cwd: ROOT,
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve());
    child.once('exit', (code) => reject(new Error(`the host ended with ${code}`)));
  });
  return child;
}

/** Ends it, also while it is stopped. */
export async function killProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}
