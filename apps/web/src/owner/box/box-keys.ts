import {
  boxMacInput,
  enrolmentSecrets,
  normaliseEnrolmentCode,
  type OwnerGatewayView,
  sealKeyBytes,
} from '@porchlight/contract';
import { fromBase64Url } from '@porchlight/statements';

const PLACE = 'porchlight-box-keys';

/** Keys of the owner's boxes as this browser first knew them, by gateway id. */
function remembered(): Record<string, string> {
  try {
    const held: unknown = JSON.parse(localStorage.getItem(PLACE) ?? '{}');
    return typeof held === 'object' && held !== null ? (held as Record<string, string>) : {};
  } catch {
    return {};
  }
}

/** From now on this browser knows the box by this key, and takes no other for it. */
export function rememberBox({ gatewayId, key }: Pick<OwnerGatewayView, 'gatewayId' | 'key'>): void {
  localStorage.setItem(PLACE, JSON.stringify({ ...remembered(), [gatewayId]: key.raw }));
}

/**
 * `same`: the key this browser knows. `new`: this browser has not known this box before. `other`: another key than it knew, which
 * nothing honest makes.
 */
export function boxKeyState({
  gatewayId,
  key,
}: Pick<OwnerGatewayView, 'gatewayId' | 'key'>): 'same' | 'new' | 'other' {
  const known = remembered()[gatewayId];
  if (known === undefined) return 'new';
  return known === key.raw ? 'same' : 'other';
}

/** Whether this box was given the very code that this browser made: the server, which never had it, cannot put another in place. */
export async function boxHasCode(
  box: Pick<OwnerGatewayView, 'key' | 'boxMac'>,
  code: string,
): Promise<boolean> {
  const mac = fromBase64Url(box.boxMac ?? '');
  const bare = normaliseEnrolmentCode(code);
  if (mac === undefined || bare === undefined) return false;
  const { boxMacKey } = await enrolmentSecrets(bare);
  return crypto.subtle.verify('HMAC', boxMacKey, mac, boxMacInput(box.key.raw));
}

/** The key to seal to, when the box itself signed it; undefined otherwise. */
export async function sealKeyOf({ gatewayId, key, seal }: OwnerGatewayView): Promise<Uint8Array | undefined> {
  const [raw, signature] = [fromBase64Url(key.raw), fromBase64Url(seal?.signature ?? '')];
  if (seal === null || raw === undefined || signature === undefined) return undefined;
  try {
    const own = await crypto.subtle.importKey('raw', raw, { name: 'Ed25519' }, false, ['verify']);
    const bytes = sealKeyBytes(gatewayId, seal.sealKey);
    const holds = await crypto.subtle.verify({ name: 'Ed25519' }, own, signature, bytes);
    return holds ? fromBase64Url(seal.sealKey) : undefined;
  } catch {
    return undefined;
  }
}
