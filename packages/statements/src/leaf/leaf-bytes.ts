import canonicalize from 'canonicalize';
import { parseStrictJson } from '../strict-json.ts';
import { type Leaf, leafSchema } from './leaf-schema.ts';

/** Largest entry of the log, bytes (C2SP tlog-tiles: its length is a 16-bit number). */
export const MAX_LEAF_BYTES = 65_535;

/**
 * Canonical JSON (RFC 8785) of the leaf. Throws RangeError when it is larger than an entry may be (a public document whose
 * payload and signatures pass about 48,000 bytes), and an Error for a text with a lone surrogate, which has no UTF-8.
 */
export function leafBytes(leaf: Leaf): Uint8Array<ArrayBuffer> {
  const bytes = new TextEncoder().encode(canonicalize(leaf) as string);
  if (bytes.length > MAX_LEAF_BYTES) throw new RangeError(`a leaf of ${bytes.length} bytes`);
  return bytes;
}

/** The leaf in these bytes; undefined unless they are exactly what {@link leafBytes} writes for a leaf of a known kind. Never throws. */
export function readLeaf(bytes: Uint8Array): Leaf | undefined {
  if (bytes.length > MAX_LEAF_BYTES) return undefined;
  const json = parseStrictJson(bytes);
  if (json.kind !== 'json') return undefined;
  const parsed = leafSchema.safeParse(json.value);
  return parsed.success && isCanonical(parsed.data, bytes) ? parsed.data : undefined;
}

function isCanonical(leaf: Leaf, bytes: Uint8Array): boolean {
  try {
    return sameBytes(leafBytes(leaf), bytes);
  } catch {
    return false;
  }
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
