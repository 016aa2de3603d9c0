import {
  type Checkpoint,
  openCheckpoint,
  proveRoot,
  sameBytes,
  type TileReader,
  type TrustPolicy,
} from '@porchlight/translog';
import type { Findings } from '../findings.ts';
import type { VerifyAsk } from '../verify-log.ts';

/** Compares checkpoints seen before with the entries read. `policies`: of each root in the log, the newest last. */
export async function judgeHistory(
  reader: TileReader,
  seen: NonNullable<VerifyAsk['seen']>,
  policies: readonly TrustPolicy[],
  findings: Findings,
): Promise<void> {
  const { size } = reader.tree;
  for (const { name, note, own } of seen) {
    const signed = await signedByLog(note, policies);
    if (signed === undefined) {
      findings.skip('history', `${name} is not a checkpoint that this log signed.`);
      continue;
    }
    const { checkpoint, replaced } = signed;
    if (checkpoint.size > size) {
      const words = `${name} is of ${checkpoint.size} entries, these are ${size}`;
      if (own) findings.add('log-shrank', `${words}: the log has lost some.`);
      else findings.skip('history', `${words}: they may be an older copy of the log.`);
      continue;
    }
    const built = await proveRoot(checkpoint.size, reader);
    if (built.kind !== 'proof') findings.skip('history', `The file ${built.path} is ${built.kind}.`);
    else if (sameBytes(built.proof[0] ?? new Uint8Array(), checkpoint.root)) continue;
    else if (replaced && !own)
      findings.skip(
        'history',
        `${name} is of a log key that a later root took back; whoever stole it can sign.`,
      );
    else
      findings.add(
        'split-view',
        `The first ${checkpoint.size} entries are not those of ${name}: somebody was shown another log.`,
      );
  }
}

/**
 * A note signed by the log's own key, or one that an earlier root named (`replaced`): the entries went on under the new one. Who
 * witnessed it does not matter for what it said.
 */
async function signedByLog(
  note: Uint8Array,
  policies: readonly TrustPolicy[],
): Promise<{ readonly checkpoint: Checkpoint; readonly replaced: boolean } | undefined> {
  for (const policy of [...policies].reverse()) {
    const opened = await openCheckpoint(note, { ...policy, quorum: { kind: 'none' } });
    if (opened.kind === 'trusted')
      return {
        checkpoint: opened.checkpoint,
        replaced: !policies.at(-1)?.logs.some(({ key }) => sameBytes(key.publicKey, opened.log.publicKey)),
      };
  }
  return undefined;
}
