import { join } from 'node:path';
import { formatVerifierKey } from '@porchlight/translog';
import { showWitnessKey } from '@porchlight/witness';
import type { LogWitness } from '../programme/log-policy.ts';
import { type Part, startPart } from './child.ts';
import { freePort } from './free-port.ts';

/** A witness that has its key and its address, and does not run yet: the log it watches is named after it. */
export interface PlannedWitness extends LogWitness {
  readonly state: string;
  readonly port: number;
}

/** Two outside parties, as far as one machine has an outside. */
export async function planWitnesses(dir: string): Promise<PlannedWitness[]> {
  const names = ['newspaper', 'university'];
  return Promise.all(
    names.map(async (name) => {
      const state = join(dir, `witness-${name}`);
      const defaultName = `${name}.invalid/witness`;
      const key = await showWitnessKey({ stateDir: state, name: defaultName, defaultName });
      const port = await freePort();
      return { name, key: formatVerifierKey(key), url: `http://127.0.0.1:${port}`, state, port };
    }),
  );
}

/** Runs one, by the command that a stranger would use. */
export function startWitness(
  { name, state, port }: PlannedWitness,
  logKeys: readonly string[],
  dir: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Part> {
  const logs = logKeys.flatMap((key) => ['--log', key]);
  const args = ['witness', '--state', state, '--listen', `127.0.0.1:${port}`, ...logs];
  return startPart(`witness ${name}`, args, join(dir, `witness-${name}.log`), env);
}
