import { createHash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import type { LocalAccess } from '@porchlight/gateway-core';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const DIGITS = 16;
/** 16 MB and about 30 ms a try; the code itself is random. */
const SCRYPT = { N: 2 ** 14, r: 8, p: 1, maxmem: 64 * 1024 * 1024 } as const;

/** The pass code of the local page: sixteen Crockford base-32 digits in groups of four, 80 random bits. */
export function makeLocalCode(): string {
  const digits = Array.from(randomBytes(DIGITS), (byte) => ALPHABET[byte % 32]).join('');
  return digits.replace(/(.{4})(?=.)/g, '$1-');
}

/** Upper case, without separators, O read as 0 and I, L as 1; undefined when it is no pass code. */
function normalised(typed: string): string | undefined {
  if (typed.length > 60) return undefined;
  const text = typed.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1');
  return text.length === DIGITS && [...text].every((c) => ALPHABET.includes(c)) ? text : undefined;
}

function derive(code: string, salt: Buffer): Promise<Buffer> {
  return new Promise((done, fail) =>
    scrypt(code, salt, 32, SCRYPT, (error, key) => (error ? fail(error) : done(key))),
  );
}

/** What is stored of a pass code. */
export async function hashLocalCode(code: string): Promise<NonNullable<LocalAccess>> {
  const text = normalised(code);
  if (text === undefined) throw new RangeError('not a pass code');
  const salt = randomBytes(16);
  return { salt: salt.toString('base64url'), hash: (await derive(text, salt)).toString('base64url') };
}

/** Compares typed codes with the stored one. A code that held once is then compared without the cost of scrypt. */
export class LocalCodeCheck {
  readonly #access: () => LocalAccess;
  #held: { readonly access: LocalAccess; readonly digest: Buffer } | undefined;

  constructor(access: () => LocalAccess) {
    this.#access = access;
  }

  async holds(typed: string): Promise<boolean> {
    const access = this.#access();
    const text = normalised(typed);
    if (access === null || text === undefined) return false;
    const digest = createHash('sha256').update(text).digest();
    if (this.#held?.access === access) return timingSafeEqual(digest, this.#held.digest);
    const stored = Buffer.from(access.hash, 'base64url');
    const derived = await derive(text, Buffer.from(access.salt, 'base64url'));
    const good = stored.length === derived.length && timingSafeEqual(stored, derived);
    if (good) this.#held = { access, digest };
    return good;
  }
}
