import type { ReadStatement } from '@porchlight/statements';
import { type Leaf, withdrawMark } from '@porchlight/statements/leaf';
import type { ConsentBook } from '../consents/consent-book.ts';
import type { GatewayLog } from '../ports.ts';
import type { CameraRecord } from '../state/state-schemas.ts';
import type { TrustKeeper } from '../trust/trust-keeper.ts';

export interface EntryPorts {
  readonly trust: TrustKeeper;
  readonly book: ConsentBook;
  readonly cameras: () => readonly CameraRecord[];
  readonly log: GatewayLog;
  /** Root, programme, policy or terms have changed by an entry. */
  readonly onChange: () => void;
}

export type PublicPaper = ReadStatement<'root' | 'programme' | 'policy'>;

/**
 * Acts on what the log says, so that a hub that keeps it back gains nothing: withdrawals of consents this gateway holds, and
 * newer roots, programmes and policies, which stand there whole.
 */
export async function readLeafAtGateway(leaf: Leaf, ports: EntryPorts): Promise<void> {
  if (leaf.kind === 'withdraw') return withdrawn(leaf, ports);
  if (leaf.kind !== 'root' && leaf.kind !== 'programme' && leaf.kind !== 'policy') return;
  const bundle = { rosters: [], programme: null, policy: null, pause: null, [leaf.kind]: leaf.envelope };
  if (await ports.trust.take(bundle)) ports.onChange();
}

async function withdrawn(
  { salt, marks }: Extract<Leaf, { kind: 'withdraw' }>,
  { book, cameras, log, onChange }: EntryPorts,
): Promise<void> {
  let found = 0;
  for (const { cameraId, ownerId } of cameras()) {
    const { inForce, waiting } = book.terms(cameraId);
    for (const held of [inForce, waiting]) {
      if (held === null || !marks.includes(await withdrawMark(salt, held.hash, cameraId))) continue;
      found += 1;
      // In force at once; a disk that fails shows in the state's fault and stops every picture.
      book.withdraw(ownerId, [cameraId], held.version).catch(() => undefined);
    }
  }
  if (found === 0) return;
  log('owner-act', { act: 'withdraw-in-log', cameras: found });
  onChange();
}
