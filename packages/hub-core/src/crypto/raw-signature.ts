import { fromBase64Url, type PublicKey } from '@porchlight/statements';

/** Ed25519, or ES256 (r ‖ s) for a software key, over plain bytes. A passkey never verifies here. Never throws. */
export async function rawSignatureHolds(
  key: PublicKey,
  signature: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  const sig = fromBase64Url(signature);
  const raw = fromBase64Url(key.raw);
  if (sig?.length !== 64 || raw === undefined || key.kind === 'passkey') return false;
  const ed = { name: 'Ed25519' };
  const [imported, algorithm] =
    key.kind === 'ed25519'
      ? [ed, ed]
      : [
          { name: 'ECDSA', namedCurve: 'P-256' },
          { name: 'ECDSA', hash: 'SHA-256' },
        ];
  try {
    const verifier = await crypto.subtle.importKey('raw', raw, imported, false, ['verify']);
    return await crypto.subtle.verify(algorithm, verifier, sig, bytes);
  } catch {
    return false;
  }
}
