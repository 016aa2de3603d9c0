import {
  ENROLMENT_CODE_MINUTES,
  enrolmentCode,
  enrolmentSecrets,
  normaliseEnrolmentCode,
  ownerMacInput,
} from '@porchlight/contract';
import { type PublicKey, toBase64Url } from '@porchlight/statements';

export interface BoxCode {
  /** What the owner types at the box; the server never learns it. */
  readonly code: string;
  readonly expiresAt: number;
  /** What the server may know. */
  readonly post: { readonly codeId: string; readonly ownerKeys: string; readonly ownerMac: string };
}

/** A fresh one-time code that ties a box to this owner's keys; 60 random bits, 30 minutes. */
export async function makeBoxCode(
  ownerId: string,
  keys: readonly PublicKey[],
  now: number,
): Promise<BoxCode> {
  const code = enrolmentCode(crypto.getRandomValues(new Uint8Array(12)));
  const { codeId, macKey } = await enrolmentSecrets(normaliseEnrolmentCode(code) ?? code);
  const ownerKeys = JSON.stringify(keys);
  const mac = await crypto.subtle.sign('HMAC', macKey, ownerMacInput(ownerId, ownerKeys));
  return {
    code,
    expiresAt: now + ENROLMENT_CODE_MINUTES * 60_000,
    post: { codeId, ownerKeys, ownerMac: toBase64Url(new Uint8Array(mac)) },
  };
}
