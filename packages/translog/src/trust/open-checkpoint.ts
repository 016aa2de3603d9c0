import { type Checkpoint, parseCheckpoint } from '../note/checkpoint.ts';
import type { Malformed } from '../note/lines.ts';
import { parseNote } from '../note/note.ts';
import type { VerifierKey } from '../note/verifier-key.ts';
import { type NoteVerdict, type VerifiedSignature, verifyNote } from '../note/verify-note.ts';
import { type Quorum, quorumMet, type TrustPolicy } from './policy.ts';

/** A checkpoint that a policy accepts. */
export interface TrustedCheckpoint {
  readonly checkpoint: Checkpoint;
  /** The signed text. */
  readonly text: string;
  readonly log: VerifierKey;
  /** Every witness of the policy whose cosignature holds, with its newest time in POSIX seconds. */
  readonly cosigners: readonly { readonly key: VerifierKey; readonly time: number }[];
  /**
   * The newest time such that the witnesses who cosigned then or later are a quorum: what an age is measured from, since fewer
   * than a quorum cannot move it forward. Undefined when the quorum is `none`. The clock is the caller's matter, as are times in the future.
   */
  readonly quorumTime: number | undefined;
}

/**
 * `unknown-log`: no log of the policy has this origin; `unsigned`: none of its keys signed; `bad-signature`: a known key's line
 * does not verify; `no-quorum`: the log signed, too few witnesses did.
 */
export type CheckpointVerdict =
  | ({ readonly kind: 'trusted' } & TrustedCheckpoint)
  | { readonly kind: 'unknown-log'; readonly origin: string }
  | { readonly kind: 'unsigned' }
  | Extract<NoteVerdict, { kind: 'bad-signature' }>
  | { readonly kind: 'no-quorum'; readonly cosigners: TrustedCheckpoint['cosigners'] }
  | Malformed;

/** Reads a checkpoint and judges it by the policy (c2sp.org/tlog-policy, "What is a policy"). Never throws on any bytes. */
export async function openCheckpoint(bytes: Uint8Array, policy: TrustPolicy): Promise<CheckpointVerdict> {
  const note = parseNote(bytes);
  if (note.kind === 'malformed') return note;
  const read = parseCheckpoint(note.text);
  if (read.kind === 'malformed') return read;
  const { checkpoint } = read;
  const logs = policy.logs.map(({ key }) => key).filter((key) => key.name === checkpoint.origin);
  if (logs.length === 0) return { kind: 'unknown-log', origin: checkpoint.origin };
  const verdict = await verifyNote(note, [...logs, ...policy.witnesses.map(({ key }) => key)]);
  if (verdict.kind !== 'verified') return verdict;
  const log = verdict.signatures.find(({ key }) => logs.includes(key))?.key;
  if (log === undefined) return { kind: 'unsigned' };
  const cosigners = verdict.signatures.filter(isTimed);
  if (!quorumMet(policy.quorum, (key) => cosigners.some((signed) => signed.key === key)))
    return { kind: 'no-quorum', cosigners };
  const quorumTime = newestQuorum(policy.quorum, cosigners);
  return { kind: 'trusted', checkpoint, text: note.text, log, cosigners, quorumTime };
}

const isTimed = (signed: VerifiedSignature): signed is VerifiedSignature & { readonly time: number } =>
  signed.time !== undefined;

/** The largest t such that the witnesses with a time of t or later are a quorum. */
function newestQuorum(quorum: Quorum, cosigners: TrustedCheckpoint['cosigners']): number | undefined {
  if (quorum.kind === 'none') return undefined;
  const times = cosigners.map(({ time }) => time).sort((a, b) => b - a);
  return times.find((since) =>
    quorumMet(quorum, (key) => cosigners.some((signed) => signed.key === key && signed.time >= since)),
  );
}
