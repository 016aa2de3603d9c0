import { copyOf, emptyRoot, foldRight, HASH_BYTES, nodeHash } from './tree-hash.ts';

/**
 * The growing frontier of a tree: the hashes of its complete subtrees, largest first (the binary digits of the size). It needs
 * no more than 53 hashes whatever the size; a million leaves keep at most 20.
 */
export class TreeHead {
  #size = 0;
  readonly #frontier: Uint8Array[] = [];

  /** The head of a stored tree; `frontier` as {@link TreeHead.frontier} gave it. RangeError when it does not fit the size. */
  static restore(size: number, frontier: readonly Uint8Array[]): TreeHead {
    const fits = Number.isSafeInteger(size) && size >= 0 && frontier.length === onesOf(size);
    if (!fits || frontier.some((hash) => hash.length !== HASH_BYTES))
      throw new RangeError('the frontier does not fit the tree size');
    const head = new TreeHead();
    head.#size = size;
    head.#frontier.push(...frontier.map(copyOf));
    return head;
  }

  /** Leaves so far, 0 … 2⁵³−1. */
  get size(): number {
    return this.#size;
  }

  /** One hash per binary 1 of the size, largest subtree first: all that must be stored to go on. */
  get frontier(): readonly Uint8Array[] {
    return this.#frontier.map(copyOf);
  }

  /** Adds a leaf by its hash ({@link leafHash}): one node hash a leaf on average. RangeError unless it has 32 bytes. */
  append(leaf: Uint8Array): void {
    if (leaf.length !== HASH_BYTES) throw new RangeError('a tree hash has 32 bytes');
    let hash: Uint8Array = copyOf(leaf);
    for (let n = this.#size; n % 2 === 1; n = (n - 1) / 2)
      hash = nodeHash(this.#frontier.pop() as Uint8Array, hash);
    this.#frontier.push(hash);
    this.#size += 1;
  }

  /** MTH of all leaves so far (RFC 6962 §2.1): 32 fresh bytes. */
  root(): Uint8Array {
    return this.#size === 0 ? emptyRoot() : copyOf(foldRight(this.#frontier));
  }
}

function onesOf(size: number): number {
  let ones = 0;
  for (let n = size; n > 0; n = Math.floor(n / 2)) ones += n % 2;
  return ones;
}
