import { fromBase64, toBase64 } from './base64.ts';
import { concat, type Malformed, malformed, readUtf8, writeUtf8 } from './lines.ts';
import { hasControl, isKeyName } from './verifier-key.ts';

/** Notes larger than this are refused unread; sixteen post-quantum signatures fit. */
export const MAX_NOTE_BYTES = 256 * 1024;
const MAX_SIGNATURES = 64;

/** One signature line. What it claims is not verified. */
export interface NoteSignature {
  readonly name: string;
  readonly id: number;
  /** What follows the four bytes of the key id. One byte or more. */
  readonly signature: Uint8Array;
}

/** A note as it reads. `text` is worth nothing until {@link verifyNote} says so. */
export interface Note {
  /** Ends with a newline, the blank line left off. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** Reads a note (c2sp.org/signed-note, "Format"): 256 KiB and 64 signatures at most. Never throws. */
export function parseNote(bytes: Uint8Array): ({ kind: 'note' } & Note) | Malformed {
  if (bytes.length > MAX_NOTE_BYTES) return malformed('the note is too long');
  const whole = readUtf8(bytes);
  if (whole === undefined) return malformed('the note is not UTF-8');
  if (hasControl(whole)) return malformed('the note holds a control character');
  const end = whole.lastIndexOf('\n\n');
  if (end < 0) return malformed('the note has no blank line');
  const read = parseSignatureLines(whole.slice(end + 2));
  return read.kind === 'malformed'
    ? read
    : { kind: 'note', text: whole.slice(0, end + 1), signatures: read.signatures };
}

/** Reads signature lines alone, as a witness answers them: one or more, each ended by a newline. Never throws. */
export function parseSignatureLines(
  lines: string,
): { kind: 'signatures'; signatures: NoteSignature[] } | Malformed {
  if (lines.length > MAX_NOTE_BYTES) return malformed('the signatures are too long');
  if (!lines.endsWith('\n')) return malformed('a signature line does not end');
  const rows = lines.slice(0, -1).split('\n');
  if (rows.length > MAX_SIGNATURES) return malformed('too many signatures');
  const signatures: NoteSignature[] = [];
  for (const row of rows) {
    const signature = parseSignatureLine(row);
    if (signature === undefined) return malformed('a signature line is not "— <name> <base64>"');
    signatures.push(signature);
  }
  return { kind: 'signatures', signatures };
}

function parseSignatureLine(row: string): NoteSignature | undefined {
  const [dash, name = '', text = '', ...more] = row.split(' ');
  if (dash !== '—' || more.length > 0 || !isKeyName(name)) return undefined;
  const bytes = fromBase64(text);
  if (bytes === undefined || bytes.length < 5) return undefined;
  return { name, id: new DataView(bytes.buffer).getUint32(0), signature: bytes.subarray(4) };
}

/** `— <name> <base64>` with its newline. RangeError for a name no note may hold. */
export function formatSignatureLine({ name, id, signature }: NoteSignature): string {
  if (!isKeyName(name)) throw new RangeError('not a key name');
  const idBytes = new Uint8Array(4);
  new DataView(idBytes.buffer).setUint32(0, id);
  return `— ${name} ${toBase64(concat(idBytes, signature))}\n`;
}

/** The bytes of a note: what {@link parseNote} reads back. RangeError when the text or a name cannot stand in a note. */
export function formatNote({ text, signatures }: Note): Uint8Array<ArrayBuffer> {
  if (!text.endsWith('\n') || hasControl(text)) throw new RangeError('not the text of a note');
  if (signatures.length === 0) throw new RangeError('a note has a signature');
  return writeUtf8(`${text}\n${signatures.map(formatSignatureLine).join('')}`);
}
