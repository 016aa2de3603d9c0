/**
 * The one-time code that ties a gateway to an owner. The owner's browser makes it (60 random bits) and shows it; the
 * owner types it at the gateway. The hub learns only its id and a MAC over the owner's keys, so a hub that hands the
 * gateway another key is caught by the gateway.
 */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
export const ENROLMENT_CODE_MINUTES = 30;

/** Twelve Crockford base-32 digits in groups of four, from 12 random bytes. */
export function enrolmentCode(random: Uint8Array): string {
  if (random.length !== 12) throw new RangeError('an enrolment code is made of 12 random bytes');
  const digits = Array.from(random, (b) => ALPHABET[b % 32]).join('');
  return digits.replace(/(.{4})(?=.)/g, '$1-');
}

/** Upper case, without separators, with O read as 0 and I, L as 1; undefined when it is not a code. */
export function normaliseEnrolmentCode(typed: string): string | undefined {
  if (typed.length > 40) return undefined;
  const text = typed.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1');
  return text.length === 12 && [...text].every((c) => ALPHABET.includes(c)) ? text : undefined;
}

/** What the hub may know (`codeId`, 22 base64url characters), from a normalised code, and what it may not. */
export interface EnrolmentSecrets {
  readonly codeId: string;
  /** Vouches for the owner's keys towards the box. */
  readonly macKey: CryptoKey;
  /** Vouches for the box's keys towards the owner's browser. */
  readonly boxMacKey: CryptoKey;
}

export async function enrolmentSecrets(code: string): Promise<EnrolmentSecrets> {
  const material = await crypto.subtle.importKey('raw', new TextEncoder().encode(code), 'HKDF', false, [
    'deriveBits',
    'deriveKey',
  ]);
  const params = (info: string) => ({
    name: 'HKDF',
    hash: 'SHA-256',
    salt: new Uint8Array(),
    info: new TextEncoder().encode(info),
  });
  const id = new Uint8Array(await crypto.subtle.deriveBits(params('porchlight/enrol-id/v1'), material, 128));
  const macKeyFor = (label: string): Promise<CryptoKey> =>
    crypto.subtle.deriveKey(params(label), material, { name: 'HMAC', hash: 'SHA-256', length: 256 }, false, [
      'sign',
      'verify',
    ]);
  const [macKey, boxMacKey] = await Promise.all([
    macKeyFor('porchlight/enrol-mac/v1'),
    macKeyFor('porchlight/enrol-box/v1'),
  ]);
  const codeId = btoa(String.fromCharCode(...id))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
  return { codeId, macKey, boxMacKey };
}

/** The bytes that `ownerMac` covers. */
export function ownerMacInput(ownerId: string, ownerKeys: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${ownerId}\0${ownerKeys}`);
}

/** The bytes that `boxMac` covers: whoever made the code knows that this key is the box's that was given it. */
export function boxMacInput(gatewayKey: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`porchlight/box\0${gatewayKey}`);
}
