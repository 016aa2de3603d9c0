import {
  type Ed25519Key,
  ed25519Signer,
  fromBase64Url,
  type Signer,
  toBase64Url,
} from '@porchlight/statements';

/** PKCS #8 of an Ed25519 private key (RFC 8410 §7) up to the 32-byte seed. */
const PKCS8_HEAD = [
  0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
];

export type BootstrapKey =
  | { readonly kind: 'key'; readonly signer: Signer }
  /** The address carries no secret, or only a part of it. */
  | { readonly kind: 'no-secret' }
  /** This browser has no Ed25519. */
  | { readonly kind: 'unsupported' };

/** The signer behind a one-time administrator link: a 32-byte Ed25519 seed, base64url, after `#`. Never throws. */
export async function bootstrapKey(fragment: string): Promise<BootstrapKey> {
  const seed = fromBase64Url(fragment.replace(/^#/, '').slice(0, 64));
  if (seed?.length !== 32) return { kind: 'no-secret' };
  const pkcs8 = new Uint8Array([...PKCS8_HEAD, ...seed]);
  try {
    // Extractable only to learn the public half; the key that signs is imported again and cannot be read.
    const readable = await crypto.subtle.importKey('pkcs8', pkcs8, { name: 'Ed25519' }, true, ['sign']);
    const { x } = await crypto.subtle.exportKey('jwk', readable);
    const raw = x === undefined ? undefined : fromBase64Url(x);
    if (raw?.length !== 32) return { kind: 'unsupported' };
    const key: Ed25519Key = { kind: 'ed25519', raw: toBase64Url(raw) };
    const secret = await crypto.subtle.importKey('pkcs8', pkcs8, { name: 'Ed25519' }, false, ['sign']);
    return { kind: 'key', signer: await ed25519Signer(secret, key) };
  } catch {
    return { kind: 'unsupported' };
  }
}
