import { fromBase64Url, toBase64Url } from './bytes.ts';
import { type Envelope, type Signature, signedBytes } from './envelope.ts';
import { keyIdOf, type PublicKey } from './public-key.ts';

/** Signs the pre-authentication encoding of an envelope. A passkey's signer adds its assertion. */
export interface Signer {
  readonly keyid: string;
  sign(pae: Uint8Array<ArrayBuffer>): Promise<Omit<Signature, 'keyid'>>;
}

export type Ed25519Key = Extract<PublicKey, { kind: 'ed25519' }>;
export type SoftwareKey = Extract<PublicKey, { kind: 'software' }>;

const ED25519 = { name: 'Ed25519' } as const;
export const ES256_KEY = { name: 'ECDSA', namedCurve: 'P-256' } as const;
export const ES256_SIGNATURE = { name: 'ECDSA', hash: 'SHA-256' } as const;

/** Adds the signer's signature (replacing an earlier one by the same key). Throws when the payload is not base64url. */
export async function signEnvelope(envelope: Envelope, signer: Signer): Promise<Envelope> {
  const pae = signedBytes(envelope);
  if (pae === undefined) throw new TypeError('envelope payload is not base64url');
  const signature = { keyid: signer.keyid, ...(await signer.sign(pae)) };
  const others = envelope.signatures.filter((s) => s.keyid !== signer.keyid);
  return { ...envelope, signatures: [...others, signature] };
}

/** A service's signer (root, policy, intake, gateway). */
export async function ed25519Signer(privateKey: CryptoKey, key: Ed25519Key): Promise<Signer> {
  return rawSigner(await keyIdOf(key), ED25519, privateKey);
}

/** ES256 held by a program: counts under a synthetic root only. */
export async function softwareSigner(privateKey: CryptoKey, key: SoftwareKey): Promise<Signer> {
  return rawSigner(await keyIdOf(key), ES256_SIGNATURE, privateKey);
}

function rawSigner(keyid: string, algorithm: AlgorithmIdentifier | EcdsaParams, key: CryptoKey): Signer {
  return {
    keyid,
    sign: async (pae) => ({
      sig: toBase64Url(new Uint8Array(await crypto.subtle.sign(algorithm, key, pae))),
    }),
  };
}

/** A fresh Ed25519 pair; the private half can be exported with {@link exportPkcs8}. */
export async function generateEd25519(): Promise<{ privateKey: CryptoKey; key: Ed25519Key }> {
  const pair = (await crypto.subtle.generateKey(ED25519, true, ['sign', 'verify'])) as CryptoKeyPair;
  return { privateKey: pair.privateKey, key: { kind: 'ed25519', raw: await exportRaw(pair.publicKey) } };
}

/** A fresh software ES256 pair for synthetic programmes; `extractable` only where it must be handed on. */
export async function generateSoftware(
  extractable = true,
): Promise<{ privateKey: CryptoKey; key: SoftwareKey }> {
  const pair = await crypto.subtle.generateKey(ES256_KEY, extractable, ['sign', 'verify']);
  return { privateKey: pair.privateKey, key: { kind: 'software', raw: await exportRaw(pair.publicKey) } };
}

/** PKCS #8 of an extractable private key, base64url. */
export async function exportPkcs8(privateKey: CryptoKey): Promise<string> {
  return toBase64Url(new Uint8Array(await crypto.subtle.exportKey('pkcs8', privateKey)));
}

/** The private key of {@link exportPkcs8} text, non-extractable; undefined when it is not one of this kind. Never throws. */
export async function importPkcs8(
  kind: 'ed25519' | 'software',
  pkcs8: string,
): Promise<CryptoKey | undefined> {
  const bytes = fromBase64Url(pkcs8);
  if (bytes === undefined) return undefined;
  try {
    return await crypto.subtle.importKey('pkcs8', bytes, kind === 'ed25519' ? ED25519 : ES256_KEY, false, [
      'sign',
    ]);
  } catch {
    return undefined;
  }
}

async function exportRaw(publicKey: CryptoKey): Promise<string> {
  return toBase64Url(new Uint8Array(await crypto.subtle.exportKey('raw', publicKey)));
}
