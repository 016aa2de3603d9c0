import type { Trust } from '@porchlight/statements';
import { type LeafOf, rosterLeaf } from '@porchlight/statements/leaf';

/** The leaf of the list of people in force. */
export async function rosterLeafOf({ roster }: Trust): Promise<LeafOf<'roster'>> {
  if (roster === undefined) throw new Error('there is no roster');
  return rosterLeaf(roster);
}
