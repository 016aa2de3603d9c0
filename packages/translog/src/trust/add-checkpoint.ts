import { emptyRoot, sameBytes } from '../merkle/tree-hash.ts';
import { verifyConsistency } from '../merkle/verify-proof.ts';
import { parseHashLine, toBase64 } from '../note/base64.ts';
import { type Checkpoint, parseCheckpoint } from '../note/checkpoint.ts';
import {
  blankLine,
  concat,
  type Malformed,
  malformed,
  parseDecimal,
  readUtf8,
  writeUtf8,
} from '../note/lines.ts';
import { MAX_NOTE_BYTES, type Note, parseNote } from '../note/note.ts';
import type { VerifierKey } from '../note/verifier-key.ts';
import { verifyNote } from '../note/verify-note.ts';
import { MAX_PROOF_HASHES } from './log-proof.ts';

/** What a log sends a witness: the body of `add-checkpoint` (c2sp.org/tlog-witness). */
export interface AddCheckpoint {
  /** The size the log believes the witness has cosigned last. */
  readonly oldSize: number;
  /** Consistency from `oldSize` to the checkpoint's size; empty from 0. */
  readonly proof: readonly Uint8Array[];
  /** The signed checkpoint, byte for byte. */
  readonly checkpoint: Uint8Array;
}

/** A request as it was read; nothing in it is verified. */
export interface AddCheckpointRequest {
  readonly oldSize: number;
  readonly proof: readonly Uint8Array[];
  readonly note: Note;
  readonly checkpoint: Checkpoint;
}

const MAX_HEAD = 4 * 1024;
/** Bytes of the largest body {@link parseAddCheckpoint} reads. */
export const MAX_ADD_CHECKPOINT_BYTES = MAX_HEAD + MAX_NOTE_BYTES;

/** The body of a request. RangeError when {@link parseAddCheckpoint} would not read it back. */
export function formatAddCheckpoint({ oldSize, proof, checkpoint }: AddCheckpoint): Uint8Array<ArrayBuffer> {
  const lines = [`old ${oldSize}`, ...proof.map(toBase64), '', ''];
  const body = concat(writeUtf8(lines.join('\n')), checkpoint);
  if (parseAddCheckpoint(body).kind === 'malformed') throw new RangeError('not a request for a witness');
  return body;
}

/** Reads the body of a request; malformed is "400 Bad Request". Never throws. */
export function parseAddCheckpoint(
  body: Uint8Array,
): ({ kind: 'request' } & AddCheckpointRequest) | Malformed {
  if (body.length > MAX_ADD_CHECKPOINT_BYTES) return malformed('the request is too long');
  const end = blankLine(body);
  const head = end === undefined ? undefined : readUtf8(body.subarray(0, end));
  const [oldLine = '', ...hashes] = head?.split('\n') ?? [];
  const oldSize = oldLine.startsWith('old ') ? parseDecimal(oldLine.slice(4)) : undefined;
  if (end === undefined || oldSize === undefined) return malformed('the first line is not "old <size>"');
  if (hashes.length > MAX_PROOF_HASHES) return malformed('the proof has too many hashes');
  const proof = hashes.map(parseHashLine).filter((hash) => hash !== undefined);
  if (proof.length < hashes.length) return malformed('a proof line is not a hash');
  const note = parseNote(body.subarray(end + 2));
  if (note.kind === 'malformed') return note;
  const read = parseCheckpoint(note.text);
  if (read.kind === 'malformed') return read;
  const { text, signatures } = note;
  return { kind: 'request', oldSize, proof, note: { text, signatures }, checkpoint: read.checkpoint };
}

/** What a witness knows of a log: the keys it trusts for the origin, and what it cosigned last (undefined: nothing yet). */
export interface WitnessedLog {
  readonly keys: readonly VerifierKey[];
  readonly latest: { readonly size: number; readonly root: Uint8Array } | undefined;
}

/**
 * With the HTTP status of each: `cosign` 200, once `latest` is stored; `bad-request` 400; `unknown-log` 404; `forbidden` 403;
 * `conflict` 409 with the size last cosigned as body; `unprocessable` 422.
 */
export type WitnessDecision =
  | { readonly kind: 'cosign'; readonly latest: { readonly size: number; readonly root: Uint8Array } }
  | { readonly kind: 'bad-request' }
  | { readonly kind: 'unknown-log' }
  | { readonly kind: 'forbidden' }
  | { readonly kind: 'conflict'; readonly size: number }
  | { readonly kind: 'unprocessable'; readonly problem: string };

/**
 * What a witness answers (c2sp.org/tlog-witness, "add-checkpoint"), in the order of the specification. The caller must store
 * `latest` before it answers, and only if what is stored is still the `latest` that was given here, all in one atomic step;
 * then it signs with {@link cosign}. `log` is what is known under `request.checkpoint.origin`. Never throws on any request.
 */
export async function decideAddCheckpoint(
  request: AddCheckpointRequest,
  log: WitnessedLog | undefined,
): Promise<WitnessDecision> {
  if (log === undefined) return { kind: 'unknown-log' };
  if ((await verifyNote(request.note, log.keys)).kind !== 'verified') return { kind: 'forbidden' };
  const { oldSize, proof } = request;
  const { size, root } = request.checkpoint;
  if (oldSize > size) return { kind: 'bad-request' };
  const latestSize = log.latest?.size ?? 0;
  if (oldSize !== latestSize) return { kind: 'conflict', size: latestSize };
  const problem = problemOf(request.checkpoint, proof, log.latest);
  return problem === undefined
    ? { kind: 'cosign', latest: { size, root } }
    : { kind: 'unprocessable', problem };
}

function problemOf(
  { size, root }: Checkpoint,
  proof: readonly Uint8Array[],
  latest: WitnessedLog['latest'],
): string | undefined {
  if (size === 0 && !sameBytes(root, emptyRoot())) return 'an empty tree with another root';
  if (latest === undefined || latest.size === 0)
    return proof.length === 0 ? undefined : 'a proof from size zero must be empty';
  const verdict = verifyConsistency({
    oldSize: latest.size,
    newSize: size,
    oldRoot: latest.root,
    newRoot: root,
    proof,
  });
  if (verdict.kind === 'valid') return undefined;
  return size === latest.size && proof.length === 0
    ? 'another root at the same size'
    : 'the tree is not consistent';
}
