import { join } from 'node:path';
import type { TrustFile } from '@porchlight/contract';
import { makeHostCard } from '@porchlight/gateway';
import { type HostEntry, readStatement, rootFingerprint } from '@porchlight/statements';
import { CliError } from '../cli-error.ts';
import { type Part, startPart } from './child.ts';

/** The house of the town that has no box of its own. */
export const HOSTED_OWNER = 'own-08';

/** A host of the town's own, by a name that nobody could take for a real one. */
export function makeTownHost(dir: string): Promise<HostEntry> {
  return makeHostCard(join(dir, 'host'), {
    hostId: 'sample-town-library',
    name: 'Sample Town Library',
    operator: 'Sample Town (simulated)',
    contact: 'library@demo.invalid',
  });
}

export async function startTownHost(dir: string, origin: string, trust: TrustFile): Promise<Part> {
  const root = await readStatement('root', trust.root);
  if (root.kind === 'refused') throw new CliError('root', root.detail);
  const fingerprint = await rootFingerprint(root.value.statement);
  const args = ['host', join(dir, 'host'), '--hub', origin, '--root-fingerprint', fingerprint];
  return startPart('host', [...args, '--allow-camera-net', '127.0.0.0/8'], join(dir, 'host.log'));
}
