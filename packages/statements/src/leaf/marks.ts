import type { CameraId } from '@porchlight/domain';
import { fromBase64Url, sha256, toBase64Url } from '../bytes.ts';

/**
 * Marks let the owner's gateway find its own consents and withdrawals in the public log and nobody else: SHA-256 over a
 * salt that is fresh for each leaf and a consent's hash, which only owner, gateway, hub and auditor know.
 */
async function mark(label: string, salt: string, consentHash: string, cameraId: string): Promise<string> {
  const bytes = fromBase64Url(salt);
  if (bytes?.length !== 16) throw new RangeError('a salt is 16 bytes');
  const text = new TextEncoder().encode(`${label}\0${salt}\0${consentHash}\0${cameraId}`);
  return toBase64Url(await sha256(text));
}

/** Stands in the `consent` leaf of the consent statement with this hash. */
export function consentMark(salt: string, consentHash: string): Promise<string> {
  return mark('consent-mark/v1', salt, consentHash, '');
}

/** Stands in a `withdraw` leaf: this consent no longer holds for this camera. */
export function withdrawMark(salt: string, consentHash: string, cameraId: CameraId): Promise<string> {
  return mark('withdraw-mark/v1', salt, consentHash, cameraId);
}
