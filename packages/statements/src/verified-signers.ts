import { fromBase64Url } from './bytes.ts';
import { type Envelope, type Signature, signedBytes } from './envelope.ts';
import { assertionBytes, rawFromDer, type Site } from './passkey-assertion.ts';
import { keyIdOf, type PublicKey } from './public-key.ts';
import { ES256_KEY, ES256_SIGNATURE } from './signer.ts';

/**
 * The distinct candidates with a good signature on the envelope. Signatures by other keys, and bad ones, do not count;
 * software keys never count unless the site is synthetic. Never throws on any envelope.
 */
export async function verifiedSigners(
  envelope: Envelope,
  candidates: readonly PublicKey[],
  site: Site,
): Promise<PublicKey[]> {
  const pae = signedBytes(envelope);
  if (pae === undefined) return [];
  const byId = new Map<string, PublicKey>();
  for (const key of candidates) byId.set(await keyIdOf(key), key);
  const good = new Map<string, PublicKey>();
  for (const signature of envelope.signatures) {
    const key = byId.get(signature.keyid);
    if (key && !good.has(signature.keyid) && (await signatureHolds(key, signature, pae, site)))
      good.set(signature.keyid, key);
  }
  return [...good.values()];
}

async function signatureHolds(
  key: PublicKey,
  signature: Signature,
  pae: Uint8Array<ArrayBuffer>,
  site: Site,
): Promise<boolean> {
  const sig = fromBase64Url(signature.sig);
  const raw = fromBase64Url(key.raw);
  if (sig === undefined || raw === undefined) return false;
  if (key.kind === 'passkey') {
    const bytes =
      signature.webauthn && (await assertionBytes(signature.webauthn, pae, site, key.deviceBound));
    const rs = rawFromDer(sig);
    return bytes !== undefined && rs !== undefined && verify(ES256_KEY, ES256_SIGNATURE, raw, rs, bytes);
  }
  if (signature.webauthn !== undefined || sig.length !== 64) return false;
  if (key.kind === 'software') return site.synthetic && verify(ES256_KEY, ES256_SIGNATURE, raw, sig, pae);
  return verify({ name: 'Ed25519' }, { name: 'Ed25519' }, raw, sig, pae);
}

/** Verifies with WebCrypto; a key that cannot be imported (a point off the curve) verifies nothing. */
async function verify(
  keyAlgorithm: AlgorithmIdentifier | EcKeyImportParams,
  algorithm: AlgorithmIdentifier | EcdsaParams,
  raw: Uint8Array<ArrayBuffer>,
  signature: Uint8Array<ArrayBuffer>,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  try {
    const key = await crypto.subtle.importKey('raw', raw, keyAlgorithm, false, ['verify']);
    return await crypto.subtle.verify(algorithm, key, signature, bytes);
  } catch {
    return false;
  }
}

/** True when a person (operator, clerk, owner) may hold this key: a passkey, or in a synthetic programme a software key. */
export function personMayHold(key: PublicKey, synthetic: boolean): boolean {
  return key.kind === 'passkey' || (synthetic && key.kind === 'software');
}
