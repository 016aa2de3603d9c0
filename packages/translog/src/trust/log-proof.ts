import { copyOf } from '../merkle/tree-hash.ts';
import { type ProofVerdict, verifyInclusion } from '../merkle/verify-proof.ts';
import { fromBase64, parseHashLine, toBase64 } from '../note/base64.ts';
import {
  blankLine,
  concat,
  type Malformed,
  malformed,
  parseDecimal,
  readUtf8,
  writeUtf8,
} from '../note/lines.ts';
import { MAX_NOTE_BYTES } from '../note/note.ts';
import { type CheckpointVerdict, openCheckpoint, type TrustedCheckpoint } from './open-checkpoint.ts';
import type { TrustPolicy } from './policy.ts';

const HEADER = 'c2sp.org/tlog-proof@v1';
const MAX_EXTRA_LINE = 64 * 1024;
/** A tree of 2⁶³ leaves has no longer path. */
export const MAX_PROOF_HASHES = 63;

/** c2sp.org/tlog-proof: that an entry stands in a log, provable without asking anyone. */
export interface LogProof {
  /** Context that nothing authenticates; undefined when there is none. */
  readonly extra: Uint8Array | undefined;
  /** Zero-based, 0 … 2⁵³−1. */
  readonly index: number;
  /** From the leaf's sibling up. */
  readonly proof: readonly Uint8Array[];
  /** The signed checkpoint, byte for byte. */
  readonly checkpoint: Uint8Array;
}

/** The file of a proof (`.tlog-proof`). RangeError when {@link parseLogProof} would not read it back. */
export function formatLogProof({ extra, index, proof, checkpoint }: LogProof): Uint8Array<ArrayBuffer> {
  const lines = [
    HEADER,
    ...(extra === undefined ? [] : [`extra ${toBase64(extra)}`]),
    `index ${index}`,
    ...proof.map(toBase64),
    '',
    '',
  ];
  const bytes = concat(writeUtf8(lines.join('\n')), checkpoint);
  if (parseLogProof(bytes).kind === 'malformed') throw new RangeError('not a proof');
  return bytes;
}

/** Reads a proof: 63 hashes, 48 KiB of extra data and a checkpoint of 256 KiB at most. Never throws, verifies nothing. */
export function parseLogProof(bytes: Uint8Array): ({ kind: 'proof' } & LogProof) | Malformed {
  if (bytes.length > MAX_NOTE_BYTES + 2 * MAX_EXTRA_LINE) return malformed('the proof is too long');
  const end = blankLine(bytes);
  const head = end === undefined ? undefined : readUtf8(bytes.subarray(0, end));
  if (end === undefined || head === undefined) return malformed('the proof has no blank line');
  const lines = head.split('\n');
  if (lines.shift() !== HEADER) return malformed(`the first line is not ${HEADER}`);
  let extra: Uint8Array | undefined;
  if (lines[0]?.startsWith('extra ')) {
    const line = lines.shift() as string;
    extra = line.length > MAX_EXTRA_LINE ? undefined : fromBase64(line.slice(6));
    if (extra === undefined) return malformed('the extra line is not base64 or too long');
  }
  const indexLine = lines.shift() ?? '';
  const index = indexLine.startsWith('index ') ? parseDecimal(indexLine.slice(6)) : undefined;
  if (index === undefined) return malformed('there is no index line');
  if (lines.length > MAX_PROOF_HASHES) return malformed('the proof has too many hashes');
  const proof = lines.map(parseHashLine).filter((hash) => hash !== undefined);
  if (proof.length < lines.length) return malformed('a proof line is not a hash');
  return { kind: 'proof', extra, index, proof, checkpoint: copyOf(bytes.subarray(end + 2)) };
}

/** `included` or why not: the checkpoint's own verdict, or an inclusion proof that does not lead to its root. */
export type LogProofVerdict =
  | ({ readonly kind: 'included'; readonly index: number } & TrustedCheckpoint)
  | Exclude<CheckpointVerdict, { kind: 'trusted' }>
  | { readonly kind: 'not-included'; readonly reason: Extract<ProofVerdict, { kind: 'invalid' }>['reason'] };

/** Verifies a proof for a leaf hash by a policy (tlog-proof, "Verifying a tlog proof"). Never throws on any proof. */
export async function verifyLogProof(
  proof: LogProof,
  leaf: Uint8Array,
  policy: TrustPolicy,
): Promise<LogProofVerdict> {
  const opened = await openCheckpoint(proof.checkpoint, policy);
  if (opened.kind !== 'trusted') return opened;
  const { size, root } = opened.checkpoint;
  const verdict = verifyInclusion({ index: proof.index, size, leaf, root, proof: proof.proof });
  if (verdict.kind === 'invalid') return { kind: 'not-included', reason: verdict.reason };
  return { ...opened, kind: 'included', index: proof.index };
}
