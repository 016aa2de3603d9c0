import { fromBase64Url, sha256, toBase64Url } from '../bytes.ts';

/** One a leaf, random, kept off the log: whoever holds it can open the leaf's digests, and without it nobody can. */
export type RecordKey = Uint8Array<ArrayBuffer>;
export const RECORD_KEY_BYTES = 32;
const SALT_BYTES = 16;

/** A plain JSON value a digest can stand for. */
export type Opened = string | number | boolean | null | readonly Opened[];

const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

async function mac(key: RecordKey, text: string): Promise<Uint8Array<ArrayBuffer>> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const hmac = await crypto.subtle.importKey('raw', key, algorithm, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', hmac, utf8(text)));
}

/** The salt of one value: HMAC-SHA-256(record key, `leaf-salt/v1` ‖ 0x00 ‖ path), its first 16 bytes. */
async function saltOf(key: RecordKey, path: string): Promise<string> {
  return toBase64Url((await mac(key, `leaf-salt/v1\0${path}`)).subarray(0, SALT_BYTES));
}

/** What opens one digest: base64url of the JSON array [salt, path, value]. */
export async function disclosureOf(key: RecordKey, path: string, value: Opened): Promise<string> {
  return toBase64Url(utf8(JSON.stringify([await saltOf(key, path), path, value])));
}

/** SHA-256 of a disclosure's text, base64url: what stands in the leaf. */
export async function digestOf(disclosure: string): Promise<string> {
  return toBase64Url(await sha256(utf8(disclosure)));
}

export async function saltedDigest(key: RecordKey, path: string, value: Opened): Promise<string> {
  return digestOf(await disclosureOf(key, path, value));
}

/** Fills an unused place. Without the record key it looks like any digest. */
export async function decoyDigest(key: RecordKey, path: string): Promise<string> {
  return toBase64Url(await mac(key, `leaf-decoy/v1\0${path}`));
}

export interface Disclosure {
  readonly path: string;
  readonly value: Opened;
}

/** Reads a disclosure; undefined unless it is exactly what {@link disclosureOf} writes. Never throws. */
export function readDisclosure(text: string): Disclosure | undefined {
  const bytes = text.length <= 4096 ? fromBase64Url(text) : undefined;
  if (bytes === undefined) return undefined;
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
  if (!Array.isArray(parsed) || parsed.length !== 3) return undefined;
  const [salt, path, value] = parsed as [unknown, unknown, unknown];
  if (typeof salt !== 'string' || fromBase64Url(salt)?.length !== SALT_BYTES) return undefined;
  if (typeof path !== 'string' || !isOpened(value)) return undefined;
  return toBase64Url(utf8(JSON.stringify(parsed))) === text ? { path, value } : undefined;
}

function isOpened(value: unknown): value is Opened {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  return typeof value === 'number' || (Array.isArray(value) && value.every(isOpened));
}
