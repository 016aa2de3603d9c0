import { hashPadded, sha256 } from './sha256.ts';

/** Bytes of every hash of the tree. */
export const HASH_BYTES = 32;

/** MTH({}), the hash of the empty string (RFC 6962 §2.1). A fresh copy each call. */
export function emptyRoot(): Uint8Array {
  return sha256(new Uint8Array(0));
}

/** MTH({d}) = SHA-256(0x00 ‖ entry) (RFC 6962 §2.1). */
export function leafHash(entry: Uint8Array): Uint8Array {
  return sha256(entry, [0x00]);
}

/** 0x01 ‖ left ‖ right with the padding of SHA-256, filled in place: the one hot allocation less. */
const nodeBlock = new Uint8Array(128);
nodeBlock[0] = 0x01;
nodeBlock[65] = 0x80;
new DataView(nodeBlock.buffer).setUint32(124, 65 * 8);

/** SHA-256(0x01 ‖ left ‖ right) (RFC 6962 §2.1). Both must be 32 bytes: anything else is a bug of the caller (RangeError). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  if (left.length !== HASH_BYTES || right.length !== HASH_BYTES)
    throw new RangeError('a tree hash has 32 bytes');
  nodeBlock.set(left, 1);
  nodeBlock.set(right, 33);
  return hashPadded(nodeBlock);
}

/** MTH of a complete subtree: the number of hashes must be a power of two (1 … 256 in a tile). */
export function completeHash(hashes: readonly Uint8Array[]): Uint8Array {
  let row = hashes;
  while (row.length > 1) {
    const above: Uint8Array[] = [];
    for (let i = 0; i < row.length; i += 2)
      above.push(nodeHash(row[i] as Uint8Array, row[i + 1] as Uint8Array));
    row = above;
  }
  const [root] = row;
  if (root === undefined) throw new RangeError('a subtree has leaves');
  return root;
}

/** The hash of neighbouring complete subtrees, largest first, as RFC 6962 nests them: n(a, n(b, c)). At least one. */
export function foldRight(hashes: readonly Uint8Array[]): Uint8Array {
  return hashes.reduceRight((right, left) => nodeHash(left, right));
}

/** Whether two byte strings are the same. Hashes are public: not in constant time. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** A copy that shares no memory, also of a Node Buffer, whose own `slice` would be a view. */
export function copyOf(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}
