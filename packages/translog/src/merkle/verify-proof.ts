import { emptyRoot, HASH_BYTES, nodeHash, sameBytes } from './tree-hash.ts';

/**
 * What a proof proves. `bad-range`: index and sizes are not whole numbers that fit together; `bad-hash`: a hash is not 32
 * bytes; `bad-length`: too few or too many hashes; `mismatch`: the hashes do not lead to the root.
 */
export type ProofVerdict =
  | { readonly kind: 'valid' }
  | { readonly kind: 'invalid'; readonly reason: 'bad-range' | 'bad-hash' | 'bad-length' | 'mismatch' };

const VALID: ProofVerdict = { kind: 'valid' };
type Reason = Extract<ProofVerdict, { kind: 'invalid' }>['reason'];
const invalid = (reason: Reason): ProofVerdict => ({ kind: 'invalid', reason });

const isCount = (n: number): boolean => Number.isSafeInteger(n) && n >= 0;
const isHash = (hash: Uint8Array): boolean => hash instanceof Uint8Array && hash.length === HASH_BYTES;
const half = (n: number): number => Math.floor(n / 2);

export interface InclusionClaim {
  /** Zero-based, 0 … size − 1. */
  readonly index: number;
  readonly size: number;
  readonly leaf: Uint8Array;
  readonly root: Uint8Array;
  /** From the leaf's sibling up to the root's child. */
  readonly proof: readonly Uint8Array[];
}

/** RFC 9162 §2.1.3.2, the same proofs as RFC 6962 §2.1.1. Never throws. */
export function verifyInclusion({ index, size, leaf, root, proof }: InclusionClaim): ProofVerdict {
  if (!isCount(index) || !isCount(size) || index >= size) return invalid('bad-range');
  if (!isHash(leaf) || !isHash(root) || !proof.every(isHash)) return invalid('bad-hash');
  let fn = index;
  let sn = size - 1;
  let hash = leaf;
  for (const sibling of proof) {
    if (sn === 0) return invalid('bad-length');
    if (fn % 2 === 1 || fn === sn) {
      hash = nodeHash(sibling, hash);
      while (fn % 2 === 0 && fn !== 0) {
        fn = half(fn);
        sn = half(sn);
      }
    } else hash = nodeHash(hash, sibling);
    fn = half(fn);
    sn = half(sn);
  }
  if (sn !== 0) return invalid('bad-length');
  return sameBytes(hash, root) ? VALID : invalid('mismatch');
}

export interface ConsistencyClaim {
  readonly oldSize: number;
  readonly newSize: number;
  readonly oldRoot: Uint8Array;
  readonly newRoot: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/**
 * RFC 9162 §2.1.4.2, the same proofs as RFC 6962 §2.1.2. Sizes that are equal need the same root, byte for byte, and no
 * proof; nothing is hashed then, so the root's length matters only in the empty tree, whose root is known. A proof from
 * size 0 to a larger tree does not exist and is refused (`bad-range`): who starts from nothing has nothing to compare, and
 * must say so instead. Never throws.
 */
export function verifyConsistency(claim: ConsistencyClaim): ProofVerdict {
  const { oldSize, newSize, oldRoot, newRoot, proof } = claim;
  if (!isCount(oldSize) || !isCount(newSize) || oldSize > newSize) return invalid('bad-range');
  if (oldSize === newSize) {
    if (proof.length > 0) return invalid('bad-length');
    const same = sameBytes(oldRoot, newRoot) && (oldSize > 0 || sameBytes(oldRoot, emptyRoot()));
    return same ? VALID : invalid('mismatch');
  }
  if (oldSize === 0) return invalid('bad-range');
  if (!isHash(oldRoot) || !isHash(newRoot) || !proof.every(isHash)) return invalid('bad-hash');
  return followConsistency(claim);
}

function followConsistency({ oldSize, newSize, oldRoot, newRoot, proof }: ConsistencyClaim): ProofVerdict {
  let fn = oldSize - 1;
  let sn = newSize - 1;
  while (fn % 2 === 1) {
    fn = half(fn);
    sn = half(sn);
  }
  // fn is 0 exactly when the old size is a power of two: then the old root itself is the start and is not in the proof.
  const [first, ...rest] = fn === 0 ? [oldRoot, ...proof] : proof;
  if (first === undefined || proof.length === 0) return invalid('bad-length');
  let oldHash = first;
  let newHash = first;
  for (const hash of rest) {
    if (sn === 0) return invalid('bad-length');
    if (fn % 2 === 1 || fn === sn) {
      oldHash = nodeHash(hash, oldHash);
      newHash = nodeHash(hash, newHash);
      while (fn % 2 === 0 && fn !== 0) {
        fn = half(fn);
        sn = half(sn);
      }
    } else newHash = nodeHash(newHash, hash);
    fn = half(fn);
    sn = half(sn);
  }
  if (sn !== 0) return invalid('bad-length');
  return sameBytes(oldHash, oldRoot) && sameBytes(newHash, newRoot) ? VALID : invalid('mismatch');
}
