import { parseHashLine, toBase64 } from './base64.ts';
import { type Malformed, malformed, parseDecimal } from './lines.ts';
import { hasControl } from './verifier-key.ts';

/** The head of a log's tree (c2sp.org/tlog-checkpoint, "Note text"). */
export interface Checkpoint {
  /** Which log; by recommendation the name of its key. Not empty, one line. */
  readonly origin: string;
  /** Leaves, 0 … 2⁵³−1. */
  readonly size: number;
  /** 32 bytes. */
  readonly root: Uint8Array;
  /** Opaque lines, none empty. Cosigners do not agree on them. */
  readonly extensions: readonly string[];
}

/** Reads the text of a note as a checkpoint. Never throws. Whether it is signed is another question. */
export function parseCheckpoint(text: string): { kind: 'checkpoint'; checkpoint: Checkpoint } | Malformed {
  if (!text.endsWith('\n')) return malformed('the checkpoint does not end with a newline');
  const [origin = '', sizeLine = '', rootLine = '', ...extensions] = text.slice(0, -1).split('\n');
  if (origin === '' || hasControl(text)) return malformed('the origin line is empty');
  const size = parseDecimal(sizeLine);
  if (size === undefined) return malformed('the second line is not a tree size');
  const root = parseHashLine(rootLine);
  if (root === undefined) return malformed('the third line is not a root hash');
  if (extensions.includes('')) return malformed('an extension line is empty');
  return { kind: 'checkpoint', checkpoint: { origin, size, root, extensions } };
}

/** The note text of a checkpoint. RangeError for what {@link parseCheckpoint} would not read back. */
export function formatCheckpoint({ origin, size, root, extensions }: Checkpoint): string {
  const lines = [origin, String(size), toBase64(root), ...extensions];
  const text = `${lines.join('\n')}\n`;
  if (parseCheckpoint(text).kind === 'malformed' || lines.some((line) => line.includes('\n')))
    throw new RangeError('not a checkpoint');
  return text;
}
