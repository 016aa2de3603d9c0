import { copyOf } from '../merkle/tree-hash.ts';
import { writeUtf8 } from './lines.ts';
import type { Note, NoteSignature } from './note.ts';
import { cosignatureMessage } from './sign-note.ts';
import { sameSigner, type VerifierKey } from './verifier-key.ts';

/** A signature that holds. `time` is that of a cosignature, POSIX seconds; a log's own signature has none. */
export interface VerifiedSignature {
  readonly key: VerifierKey;
  readonly time: number | undefined;
}

/**
 * `verified`: one known key or more signed, each stands once, a cosigner with its newest time. `bad-signature`: a line with
 * the name and id of a known key does not verify, so the whole note is refused. `unsigned`: no known key signed.
 */
export type NoteVerdict =
  | { readonly kind: 'verified'; readonly signatures: readonly VerifiedSignature[] }
  | { readonly kind: 'bad-signature'; readonly name: string }
  | { readonly kind: 'unsigned' };

/**
 * Verifies every line of every known key with WebCrypto (c2sp.org/signed-note, "Signatures"); lines of unknown keys are
 * skipped, also when they share a name or an id with a known one. RangeError when two known keys share both.
 */
export async function verifyNote(note: Note, keys: readonly VerifierKey[]): Promise<NoteVerdict> {
  if (keys.some((key, at) => keys.slice(0, at).some((other) => sameSigner(key, other))))
    throw new RangeError('two known keys have the same name and id');
  const found = new Map<VerifierKey, VerifiedSignature>();
  for (const line of note.signatures) {
    const key = keys.find((known) => sameSigner(known, line));
    if (key === undefined) continue;
    const verified = await verifyLine(note.text, line, key);
    if (verified === undefined) return { kind: 'bad-signature', name: key.name };
    if ((found.get(key)?.time ?? -1) <= (verified.time ?? 0)) found.set(key, verified);
  }
  return found.size === 0 ? { kind: 'unsigned' } : { kind: 'verified', signatures: [...found.values()] };
}

async function verifyLine(
  text: string,
  { signature }: NoteSignature,
  key: VerifierKey,
): Promise<VerifiedSignature | undefined> {
  if (key.type === 'ed25519')
    return (await ed25519Holds(key, signature, writeUtf8(text))) ? { key, time: undefined } : undefined;
  if (signature.length !== 8 + 64) return undefined;
  const time = Number(new DataView(signature.buffer, signature.byteOffset).getBigUint64(0));
  // The specification ends at 2⁶³−1; what a number cannot hold exactly is no time of this world. Zero makes no statement of time.
  if (!Number.isSafeInteger(time) || time === 0) return undefined;
  const holds = await ed25519Holds(key, signature.subarray(8), cosignatureMessage(text, time));
  return holds ? { key, time } : undefined;
}

/** Imported keys, as importing costs as much as a verification. */
const imported = new WeakMap<VerifierKey, Promise<CryptoKey | undefined>>();

async function ed25519Holds(
  key: VerifierKey,
  signature: Uint8Array,
  message: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  if (signature.length !== 64) return false;
  let publicKey = imported.get(key);
  if (publicKey === undefined) {
    // 32 bytes that are no point of the curve sign nothing.
    publicKey = crypto.subtle
      .importKey('raw', copyOf(key.publicKey), 'Ed25519', false, ['verify'])
      .catch(() => undefined);
    imported.set(key, publicKey);
  }
  const ready = await publicKey;
  return ready !== undefined && crypto.subtle.verify('Ed25519', ready, copyOf(signature), message);
}
