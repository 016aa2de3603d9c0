import canonicalize from 'canonicalize';
import { sha256, toBase64Url } from './bytes.ts';
import type { RootStatement } from './kinds.ts';
import { groupFingerprint, keyIdOf } from './public-key.ts';

/**
 * What a gateway pins at enrolment: SHA-256 over UTF-8 `porchlight/root-pin/v1` ‖ 0x00 ‖ RFC 8785 JSON of programme,
 * synthetic, the root keys' ids in order of their text, and the threshold; base64url. A later root of the same keys has
 * the same pin; a programme that is not synthetic can never become so.
 */
export async function rootPin(
  root: Pick<RootStatement, 'programme' | 'synthetic' | 'rootKeys' | 'threshold'>,
): Promise<string> {
  return toBase64Url(await rootDigest(root));
}

/** The pin as a person compares it: the first 20 digits in groups of four. */
export async function rootFingerprint(
  root: Pick<RootStatement, 'programme' | 'synthetic' | 'rootKeys' | 'threshold'>,
): Promise<string> {
  return groupFingerprint(await rootDigest(root));
}

async function rootDigest(
  root: Pick<RootStatement, 'programme' | 'synthetic' | 'rootKeys' | 'threshold'>,
): Promise<Uint8Array> {
  const keys = (await Promise.all(root.rootKeys.map(keyIdOf))).sort();
  const { programme, synthetic, threshold } = root;
  const text = `porchlight/root-pin/v1\0${canonicalize({ programme, synthetic, keys, threshold })}`;
  return sha256(new TextEncoder().encode(text));
}
