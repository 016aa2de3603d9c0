import { DISCLOSED_PATHS, type LeafOf } from './leaf-schema.ts';
import { readDisclosure } from './record-key.ts';

/**
 * What the public may read of the request at `leaf` once its day has come; of `disclosures` (see `requestDisclosures`) all
 * that must stay closed is left out. Throws RangeError when nothing remains.
 */
export function disclosureLeaf(
  programme: LeafOf<'disclosure'>['programme'],
  leaf: number,
  disclosures: readonly string[],
): LeafOf<'disclosure'> {
  const opened = DISCLOSED_PATHS.flatMap(
    (path) => disclosures.find((text) => readDisclosure(text)?.path === path) ?? [],
  );
  if (opened.length === 0) throw new RangeError('nothing to disclose');
  return { v: 1, kind: 'disclosure', programme, leaf, disclosures: opened };
}
