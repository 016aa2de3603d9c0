import { TILE_WIDTH } from './tile-path.ts';

/** Bytes of the longest entry a bundle can hold. */
export const MAX_ENTRY_BYTES = 65_535;

/** Entries, each behind its length as big-endian uint16. RangeError for none, more than 256, or an entry too long. */
export function formatBundle(entries: readonly Uint8Array[]): Uint8Array {
  if (entries.length === 0 || entries.length > TILE_WIDTH)
    throw new RangeError('a bundle has 1 to 256 entries');
  if (entries.some((entry) => entry.length > MAX_ENTRY_BYTES)) throw new RangeError('the entry is too long');
  const out = new Uint8Array(entries.reduce((sum, entry) => sum + 2 + entry.length, 0));
  let at = 0;
  for (const entry of entries) {
    out[at] = entry.length >>> 8;
    out[at + 1] = entry.length;
    out.set(entry, at + 2);
    at += 2 + entry.length;
  }
  return out;
}

/** The entries of a bundle, as views into it; undefined unless it holds exactly `count` and not a byte more. Never throws. */
export function parseBundle(bundle: Uint8Array, count: number): Uint8Array[] | undefined {
  const entries: Uint8Array[] = [];
  let at = 0;
  while (at + 2 <= bundle.length && entries.length < count) {
    const end = at + 2 + (((bundle[at] as number) << 8) | (bundle[at + 1] as number));
    if (end > bundle.length) return undefined;
    entries.push(bundle.subarray(at + 2, end));
    at = end;
  }
  return at === bundle.length && entries.length === count ? entries : undefined;
}
