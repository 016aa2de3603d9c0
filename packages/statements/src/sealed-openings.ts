import { type HpkeKeyPair, unwrapKey, wrapKey } from '@porchlight/frame-crypto';
import * as z from 'zod';
import { fromBase64Url, sha256, toBase64Url } from './bytes.ts';
import { hashSchema } from './fields.ts';
import { type Openings, openingsSchema } from './leaf/openings.ts';
import { parseStrictJson } from './strict-json.ts';

/** Largest sealed text: openings of 64 cameras with the papers of each. */
export const MAX_SEALED_TEXT = 1024 * 1024;

/**
 * Openings that one key alone can read: HPKE (RFC 9180) as for frame keys, `info` = UTF-8 `porchlight/openings/v1` ‖ 0x00 ‖
 * leaf hash, `aad` = the recipient's key id, over the openings' JSON. See spec/openings.md.
 */
export const sealedOpeningsSchema = z.strictObject({
  schema: z.literal('porchlight/sealed-openings/v1'),
  /** The entry they belong to: the first leaf of a request, or a denial. */
  index: z.int().min(0),
  leafHash: hashSchema,
  /** See {@link sealKeyId}. */
  to: hashSchema,
  enc: z.string().max(100),
  sealed: z.string().max(MAX_SEALED_TEXT),
});
export type SealedOpenings = z.infer<typeof sealedOpeningsSchema>;

/** SHA-256 of the 65-byte public key, base64url. */
export async function sealKeyId(publicKey: Uint8Array<ArrayBuffer>): Promise<string> {
  return toBase64Url(await sha256(publicKey));
}

/** Undefined when the key is not a point of the curve. */
export async function sealOpenings(
  openings: Openings,
  entry: { readonly index: number; readonly leafHash: Uint8Array },
  publicKey: Uint8Array<ArrayBuffer>,
): Promise<SealedOpenings | undefined> {
  const leafHash = toBase64Url(entry.leafHash);
  const to = await sealKeyId(publicKey);
  const text = new TextEncoder().encode(JSON.stringify(openings));
  const wrapped = await wrapKey(publicKey, text, infoOf(leafHash), new TextEncoder().encode(to));
  return (
    wrapped && {
      schema: 'porchlight/sealed-openings/v1',
      index: entry.index,
      leafHash,
      to,
      enc: toBase64Url(wrapped.enc),
      sealed: toBase64Url(wrapped.wrapped),
    }
  );
}

/** Undefined when it is sealed to another key, was altered, or holds no openings. That they open anything is checked against the log. */
export async function openSealed(sealed: SealedOpenings, pair: HpkeKeyPair): Promise<Openings | undefined> {
  const enc = fromBase64Url(sealed.enc);
  const wrapped = fromBase64Url(sealed.sealed);
  const to = await sealKeyId(pair.publicKey);
  if (enc === undefined || wrapped === undefined || to !== sealed.to) return undefined;
  const aad = new TextEncoder().encode(to);
  const text = await unwrapKey(pair, { enc, wrapped }, infoOf(sealed.leafHash), aad);
  const json = text && parseStrictJson(text);
  if (json?.kind !== 'json') return undefined;
  const parsed = openingsSchema.safeParse(json.value);
  return parsed.success ? parsed.data : undefined;
}

function infoOf(leafHash: string): Uint8Array<ArrayBuffer> {
  const label = new TextEncoder().encode('porchlight/openings/v1\0');
  const hash = fromBase64Url(leafHash) ?? new Uint8Array();
  const info = new Uint8Array(label.length + hash.length);
  info.set(label);
  info.set(hash, label.length);
  return info;
}
