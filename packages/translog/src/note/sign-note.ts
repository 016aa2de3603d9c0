import { concat, writeUtf8 } from './lines.ts';
import type { NoteSignature } from './note.ts';
import type { VerifierKey } from './verifier-key.ts';

/** Signs notes: the public half, and Ed25519 over bytes wherever the private half lives (WebCrypto, node:crypto, a box). */
export interface NoteSigner {
  readonly key: VerifierKey;
  /** 64 bytes, RFC 8032. */
  sign(message: Uint8Array<ArrayBuffer>): Promise<Uint8Array> | Uint8Array;
}

/** Signs a note text, which ends with a newline. RangeError for a key that signs cosignatures. */
export async function signNote(text: string, { key, sign }: NoteSigner): Promise<NoteSignature> {
  if (key.type !== 'ed25519') throw new RangeError('this key signs cosignatures only');
  return { name: key.name, id: key.id, signature: await sign(writeUtf8(text)) };
}

/**
 * Cosigns the text of a checkpoint at `time` (whole POSIX seconds, 1 … 2⁵³−1): "as of this time, the largest consistent
 * tree I have seen" (c2sp.org/tlog-cosignature). The caller has checked that, and has stored it. RangeError for another key.
 */
export async function cosign(text: string, time: number, { key, sign }: NoteSigner): Promise<NoteSignature> {
  if (key.type !== 'cosignature') throw new RangeError('this key does not sign cosignatures');
  if (!Number.isSafeInteger(time) || time < 1) throw new RangeError('the time is whole seconds');
  const stamp = new Uint8Array(8);
  new DataView(stamp.buffer).setBigUint64(0, BigInt(time));
  return { name: key.name, id: key.id, signature: concat(stamp, await sign(cosignatureMessage(text, time))) };
}

/** What an Ed25519 cosignature signs: `cosignature/v1`, the time line, and the whole note text. */
export function cosignatureMessage(text: string, time: number): Uint8Array<ArrayBuffer> {
  return writeUtf8(`cosignature/v1\ntime ${time}\n${text}`);
}
