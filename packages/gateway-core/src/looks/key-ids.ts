/** Key ids of one start. */
const PER_START = 2 ** 32;

/**
 * Hands out SFrame key ids, each once: the number of this start (1 … 2²⁰, on the disk before the first id) in front of a
 * counter. Throws RangeError after 2³² ids in one start.
 */
export function keyIdsOf(start: number): () => number {
  if (!Number.isSafeInteger(start) || start < 1 || start > 2 ** 20)
    throw new RangeError('the number of a start is 1 to 2^20');
  let used = 0;
  return () => {
    if (used >= PER_START - 1) throw new RangeError('this start has used its last key id');
    used += 1;
    return start * PER_START + used;
  };
}
