import { sha256 } from '../merkle/sha256.ts';
import { copyOf } from '../merkle/tree-hash.ts';
import { fromBase64, toBase64 } from './base64.ts';
import { concat, type Malformed, malformed, writeUtf8 } from './lines.ts';

/** Signature types we verify, by their identifier byte (c2sp.org/signed-note, "Signature types"). */
const TYPE_BYTES = { ed25519: 0x01, cosignature: 0x04 } as const;
const MAX_VKEY = 2048;

/** `ed25519` signs the note text; `cosignature` signs it with a time (c2sp.org/tlog-cosignature, Ed25519). */
export type SignatureType = keyof typeof TYPE_BYTES;

/** A key trusted to sign notes. Name and id together pick its signatures. */
export interface VerifierKey {
  readonly name: string;
  /** Four bytes as an unsigned number, see {@link keyIdOf}. */
  readonly id: number;
  readonly type: SignatureType;
  /** 32 bytes, RFC 8032. */
  readonly publicKey: Uint8Array;
}

/** Not empty, no Unicode space, no plus, no control character. */
export function isKeyName(name: string): boolean {
  // \s lacks only U+0085 of what Unicode calls a space, and has U+FEFF besides, which no name needs.
  return name.length > 0 && name.length <= 1024 && !/[\s+\u0085]/u.test(name) && !hasControl(name);
}

/** Whether text holds a character below U+0020 other than a newline. */
export function hasControl(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x20 && code !== 0x0a) return true;
  }
  return false;
}

/** SHA-256(name ‖ 0x0A ‖ type ‖ public key)[:4], big-endian. */
export function keyIdOf(name: string, type: SignatureType, publicKey: Uint8Array): number {
  const digest = sha256(concat(writeUtf8(name), Uint8Array.of(0x0a, TYPE_BYTES[type]), publicKey));
  return new DataView(digest.buffer).getUint32(0);
}

/** A verifier key from its parts. RangeError for a name that cannot stand in a note or a key that is not 32 bytes. */
export function verifierKey(name: string, type: SignatureType, publicKey: Uint8Array): VerifierKey {
  if (!isKeyName(name)) throw new RangeError('not a key name');
  if (publicKey.length !== 32) throw new RangeError('an Ed25519 key has 32 bytes');
  return { name, id: keyIdOf(name, type, publicKey), type, publicKey: copyOf(publicKey) };
}

/** `<name>+<id in hex>+<base64 of type and key>` (signed-note, "Verifier keys"). */
export function formatVerifierKey(key: VerifierKey): string {
  const id = key.id.toString(16).padStart(8, '0');
  return `${key.name}+${id}+${toBase64(concat(Uint8Array.of(TYPE_BYTES[key.type]), key.publicKey))}`;
}

/** Reads a verifier key. The id must be the recommended one; signature types other than ours are refused by number. */
export function parseVerifierKey(text: string): { kind: 'key'; key: VerifierKey } | Malformed {
  if (text.length > MAX_VKEY) return malformed('the key is too long');
  const [name = '', id = '', ...rest] = text.split('+');
  const material = fromBase64(rest.join('+'));
  if (!isKeyName(name) || !/^[0-9a-f]{8}$/.test(id) || material === undefined)
    return malformed('a key is <name>+<8 hex digits>+<base64>');
  const type = typeOf(material[0]);
  if (type === undefined) return malformed(`signature type ${material[0] ?? 'none'} is not supported`);
  if (material.length !== 33) return malformed('an Ed25519 key has 32 bytes');
  if (!isWellFormed(name)) return malformed('the key name is not well-formed Unicode');
  const key = verifierKey(name, type, material.subarray(1));
  return key.id === Number.parseInt(id, 16)
    ? { kind: 'key', key }
    : malformed('the key id is not of this key');
}

/** String.prototype.isWellFormed, which the language level we compile for lacks. */
function isWellFormed(text: string): boolean {
  return !/[\ud800-\udfff]/u.test(text);
}

function typeOf(byte: number | undefined): SignatureType | undefined {
  if (byte === TYPE_BYTES.ed25519) return 'ed25519';
  return byte === TYPE_BYTES.cosignature ? 'cosignature' : undefined;
}

/** Whether two keys have the same name and id, so that a signature cannot tell them apart. */
export function sameSigner(
  a: Pick<VerifierKey, 'name' | 'id'>,
  b: Pick<VerifierKey, 'name' | 'id'>,
): boolean {
  return a.name === b.name && a.id === b.id;
}
