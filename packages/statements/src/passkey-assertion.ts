import { fromBase64Url, sha256, toBase64Url } from './bytes.ts';
import type { Signature } from './envelope.ts';
import { parseStrictJson } from './strict-json.ts';

/** Where assertions of this programme must have been made. */
export interface Site {
  /** Web origin, e.g. `https://cameras.example.org`. */
  readonly origin: string;
  readonly rpId: string;
  /** True only under a synthetic root: software keys count. */
  readonly synthetic: boolean;
}

const FLAG_USER_PRESENT = 0x01;
const FLAG_USER_VERIFIED = 0x04;
const FLAG_BACKUP_ELIGIBLE = 0x08;
const FLAG_BACKED_UP = 0x10;
const FLAG_EXTRA_DATA = 0xc0;

/**
 * The checks of WebAuthn Level 3 §7.2 on an assertion whose challenge is SHA-256 of `pae`: type, challenge, origin, no
 * cross-origin frame, RP id, user present and verified, backup flags as at registration (`deviceBound`: never eligible).
 * Returns the bytes the authenticator signed, or undefined. The counter is advice and not judged.
 */
export async function assertionBytes(
  webauthn: NonNullable<Signature['webauthn']>,
  pae: Uint8Array<ArrayBuffer>,
  site: Site,
  deviceBound: boolean,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const clientData = fromBase64Url(webauthn.clientDataJSON);
  const authData = fromBase64Url(webauthn.authenticatorData);
  if (clientData === undefined || authData === undefined) return undefined;
  const challenge = toBase64Url(await sha256(pae));
  if (!clientDataMatches(clientData, challenge, site.origin)) return undefined;
  const rpIdHash = await sha256(new TextEncoder().encode(site.rpId));
  if (!authenticatorDataMatches(authData, rpIdHash, deviceBound)) return undefined;
  const clientDataHash = await sha256(clientData);
  const bytes = new Uint8Array(authData.length + clientDataHash.length);
  bytes.set(authData);
  bytes.set(clientDataHash, authData.length);
  return bytes;
}

function clientDataMatches(clientData: Uint8Array, challenge: string, origin: string): boolean {
  const json = parseStrictJson(clientData);
  if (json.kind !== 'json' || typeof json.value !== 'object' || json.value === null) return false;
  const data = json.value as Record<string, unknown>;
  return (
    data['type'] === 'webauthn.get' &&
    data['challenge'] === challenge &&
    data['origin'] === origin &&
    (data['crossOrigin'] === undefined || data['crossOrigin'] === false) &&
    data['topOrigin'] === undefined
  );
}

function authenticatorDataMatches(authData: Uint8Array, rpIdHash: Uint8Array, deviceBound: boolean): boolean {
  const flags = authData[32];
  if (flags === undefined || authData.length < 37) return false;
  if (authData.length > 37 && (flags & FLAG_EXTRA_DATA) === 0) return false;
  if ((flags & FLAG_USER_PRESENT) === 0 || (flags & FLAG_USER_VERIFIED) === 0) return false;
  const eligible = (flags & FLAG_BACKUP_ELIGIBLE) !== 0;
  if (eligible === deviceBound || (!eligible && (flags & FLAG_BACKED_UP) !== 0)) return false;
  return rpIdHash.every((byte, i) => authData[i] === byte);
}

/**
 * An ES256 signature in strict DER (SEQUENCE of two positive, minimal INTEGERs, nothing after) as the 64 raw bytes
 * r ‖ s, or undefined. Never throws.
 */
export function rawFromDer(der: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  if (der.length > 72 || der[0] !== 0x30 || der[1] !== der.length - 2) return undefined;
  const raw = new Uint8Array(64);
  let at = 2;
  for (const half of [0, 32]) {
    const length = der[at + 1];
    if (der[at] !== 0x02 || length === undefined || length < 1 || length > 33) return undefined;
    const start = at + 2;
    at = start + length;
    if (at > der.length) return undefined;
    const first = der[start] as number;
    const second = der[start + 1] ?? 0;
    if (first >= 0x80 || (length > 1 && first === 0 && second < 0x80)) return undefined;
    const digits = der.subarray(first === 0 ? start + 1 : start, at);
    if (digits.length > 32) return undefined;
    raw.set(digits, half + 32 - digits.length);
  }
  return at === der.length ? raw : undefined;
}
