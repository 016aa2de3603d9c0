import { foldRight } from './tree-hash.ts';

/** A complete subtree: leaves [index · 2^level, (index + 1) · 2^level). Level 0 are leaf hashes. */
export interface TreeNode {
  readonly level: number;
  readonly index: number;
}

/** Why hashes could not be had: the tile or bundle that is not there, or whose bytes do not lead to the root. */
export type TileFault = { readonly kind: 'missing' | 'altered'; readonly path: string };

export type HashesRead = { readonly kind: 'hashes'; readonly hashes: readonly Uint8Array[] } | TileFault;

/** Where hashes of complete subtrees come from: tiles, a table of rows, memory. In the order asked for. */
export interface HashSource {
  readHashes(nodes: readonly TreeNode[]): Promise<HashesRead>;
}

export type ProofBuilt = { readonly kind: 'proof'; readonly proof: readonly Uint8Array[] } | TileFault;

type Range = readonly [low: number, high: number];

/** The largest power of two below n, for n > 1. */
function splitOf(n: number): number {
  let k = 1;
  while (2 * k < n) k *= 2;
  return k;
}

function requireCount(n: number, low: number, high: number): void {
  if (!Number.isSafeInteger(n) || n < low || n > high)
    throw new RangeError(`${n} is not in ${low} … ${high}`);
}

/** Leaves [low, high) as complete subtrees, largest first. `low` must be aligned, as it is in every proof. */
export function subtreesOf(low: number, high: number): TreeNode[] {
  const nodes: TreeNode[] = [];
  for (let at = low; at < high; ) {
    let level = 0;
    let width = 1;
    while (2 * width <= high - at) {
      width *= 2;
      level += 1;
    }
    nodes.push({ level, index: at / width });
    at += width;
  }
  return nodes;
}

/** PATH(m, D[n]) of RFC 6962 §2.1.1 for tree size n: m's siblings, lowest first. RangeError when m is not in 0 … n − 1. */
export async function proveInclusion(index: number, size: number, source: HashSource): Promise<ProofBuilt> {
  requireCount(size, 1, Number.MAX_SAFE_INTEGER);
  requireCount(index, 0, size - 1);
  const ranges: Range[] = [];
  let [low, high] = [0, size];
  while (high - low > 1) {
    const middle = low + splitOf(high - low);
    if (index < middle) {
      ranges.unshift([middle, high]);
      high = middle;
    } else {
      ranges.unshift([low, middle]);
      low = middle;
    }
  }
  return hashesOf(ranges, source);
}

/** PROOF(m, D[n]) of RFC 6962 §2.1.2; empty when the sizes are equal. RangeError unless 1 ≤ m ≤ n. */
export async function proveConsistency(
  oldSize: number,
  newSize: number,
  source: HashSource,
): Promise<ProofBuilt> {
  requireCount(newSize, 1, Number.MAX_SAFE_INTEGER);
  requireCount(oldSize, 1, newSize);
  const ranges: Range[] = [];
  let [low, high] = [0, newSize];
  while (high !== oldSize) {
    const middle = low + splitOf(high - low);
    if (oldSize <= middle) {
      ranges.unshift([middle, high]);
      high = middle;
    } else {
      ranges.unshift([low, middle]);
      low = middle;
    }
  }
  // SUBPROOF(m, D[m], true) is empty: the verifier knows the old root. Once the walk has gone right, it does not.
  if (low > 0) ranges.unshift([low, high]);
  return hashesOf(ranges, source);
}

/** MTH of the first `size` leaves, from a source. RangeError unless size ≥ 1. */
export async function proveRoot(size: number, source: HashSource): Promise<ProofBuilt> {
  requireCount(size, 1, Number.MAX_SAFE_INTEGER);
  return hashesOf([[0, size]], source);
}

async function hashesOf(ranges: readonly Range[], source: HashSource): Promise<ProofBuilt> {
  const parts = ranges.map(([low, high]) => subtreesOf(low, high));
  const read = await source.readHashes(parts.flat());
  if (read.kind !== 'hashes') return read;
  let at = 0;
  const proof = parts.map((nodes) => {
    const hashes = read.hashes.slice(at, at + nodes.length);
    at += nodes.length;
    return foldRight(hashes);
  });
  return { kind: 'proof', proof };
}
