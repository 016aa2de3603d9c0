import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HashSource, proveConsistency, proveInclusion, proveRoot } from './prove.ts';
import { sha256 } from './sha256.ts';
import { completeHash, emptyRoot, leafHash } from './tree-hash.ts';
import { TreeHead } from './tree-head.ts';
import { verifyConsistency, verifyInclusion } from './verify-proof.ts';

const nodeSha = (...parts: Uint8Array[]): Uint8Array =>
  new Uint8Array(createHash('sha256').update(Buffer.concat(parts)).digest());

/** RFC 6962 §2.1 as it is written, on node:crypto: the reference of these tests. */
function mth(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return nodeSha(new Uint8Array());
  if (leaves.length === 1) return leaves[0]!;
  const k = 2 ** Math.ceil(Math.log2(leaves.length) - 1);
  return nodeSha(Uint8Array.of(1), mth(leaves.slice(0, k)), mth(leaves.slice(k)));
}

function path(m: number, leaves: readonly Uint8Array[]): Uint8Array[] {
  if (leaves.length <= 1) return [];
  const k = 2 ** Math.ceil(Math.log2(leaves.length) - 1);
  return m < k
    ? [...path(m, leaves.slice(0, k)), mth(leaves.slice(k))]
    : [...path(m - k, leaves.slice(k)), mth(leaves.slice(0, k))];
}

function subproof(m: number, leaves: readonly Uint8Array[], whole: boolean): Uint8Array[] {
  if (m === leaves.length) return whole ? [] : [mth(leaves)];
  const k = 2 ** Math.ceil(Math.log2(leaves.length) - 1);
  return m <= k
    ? [...subproof(m, leaves.slice(0, k), whole), mth(leaves.slice(k))]
    : [...subproof(m - k, leaves.slice(k), false), mth(leaves.slice(0, k))];
}

const leavesOf = (count: number): Uint8Array[] =>
  Array.from({ length: count }, (_, n) => nodeSha(Uint8Array.of(0), new TextEncoder().encode(`entry ${n}`)));
const LEAVES = leavesOf(3000);
const sourceOf = (leaves: readonly Uint8Array[]): HashSource => ({
  readHashes: async (nodes) => ({
    kind: 'hashes',
    hashes: nodes.map(({ level, index }) =>
      completeHash(leaves.slice(index * 2 ** level, (index + 1) * 2 ** level)),
    ),
  }),
});
const flip = (bytes: Uint8Array, bit: number): Uint8Array => {
  const out = bytes.slice();
  out[bit >> 3]! ^= 1 << (bit & 7);
  return out;
};
const sizes = fc.integer({ min: 1, max: 3000 });

describe('sha256', () => {
  it('agrees with node:crypto on every length up to 300 bytes and on random bytes', () => {
    for (let n = 0; n <= 300; n++)
      expect(sha256(new Uint8Array(n).fill(n))).toEqual(nodeSha(new Uint8Array(n).fill(n)));
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5000 }), (data) => {
        expect(sha256(data)).toEqual(nodeSha(data));
      }),
    );
  });
});

describe('TreeHead', () => {
  it('has the root of the naive tree at every size to 200, and starts from the hash of nothing', () => {
    const head = new TreeHead();
    expect(head.root()).toEqual(emptyRoot());
    for (let n = 1; n <= 200; n++) {
      head.append(LEAVES[n - 1]!);
      expect(head.root()).toEqual(mth(LEAVES.slice(0, n)));
    }
  });
  it('goes on from a stored frontier as if it had never stopped', () => {
    fc.assert(
      fc.property(sizes, fc.integer({ min: 0, max: 50 }), (size, more) => {
        const whole = new TreeHead();
        for (const leaf of LEAVES.slice(0, size)) whole.append(leaf);
        const restored = TreeHead.restore(whole.size, whole.frontier);
        for (const leaf of LEAVES.slice(0, more)) {
          whole.append(leaf);
          restored.append(leaf);
        }
        expect(restored.root()).toEqual(whole.root());
      }),
      { numRuns: 30 },
    );
    expect(() => TreeHead.restore(3, [LEAVES[0]!])).toThrow(RangeError);
  });
  it('hashes an entry with the prefix of a leaf', () => {
    expect(leafHash(new TextEncoder().encode('entry 0'))).toEqual(LEAVES[0]);
  });
});

describe('proofs', () => {
  it('are the ones RFC 6962 defines, and verify, for random trees up to 3,000 leaves', async () => {
    const source = sourceOf(LEAVES);
    await fc.assert(
      fc.asyncProperty(sizes, sizes, async (a, b) => {
        const [small, size] = a < b ? [a, b] : [b, a];
        const tree = LEAVES.slice(0, size);
        const root = mth(tree);
        const inclusion = await proveInclusion(small - 1, size, source);
        const consistency = await proveConsistency(small, size, source);
        expect(inclusion).toEqual({ kind: 'proof', proof: path(small - 1, tree) });
        expect(consistency).toEqual({ kind: 'proof', proof: subproof(small, tree, true) });
        expect(await proveRoot(size, source)).toEqual({ kind: 'proof', proof: [root] });
        if (inclusion.kind !== 'proof' || consistency.kind !== 'proof') return;
        const leaf = tree[small - 1]!;
        expect(verifyInclusion({ index: small - 1, size, leaf, root, ...inclusion }).kind).toBe('valid');
        const oldRoot = mth(tree.slice(0, small));
        const claim = { oldSize: small, newSize: size, oldRoot, newRoot: root, ...consistency };
        expect(verifyConsistency(claim).kind).toBe('valid');
      }),
      { numRuns: 40 },
    );
  });

  it("are refused after any single flipped bit, a hash more, a hash less, or a neighbour's index", async () => {
    for (const [m, size] of [
      [0, 2],
      [3, 7],
      [6, 7],
      [5, 8],
      [70, 133],
    ] as const) {
      const tree = LEAVES.slice(0, size);
      const proof = path(m, tree);
      const claim = { index: m, size, leaf: tree[m]!, root: mth(tree), proof };
      const old = subproof(m + 1, tree, true);
      const grown = {
        oldSize: m + 1,
        newSize: size,
        oldRoot: mth(tree.slice(0, m + 1)),
        newRoot: mth(tree),
        proof: old,
      };
      for (let bit = 0; bit < 256; bit++) {
        for (let at = 0; at < proof.length; at++)
          expect(verifyInclusion({ ...claim, proof: proof.with(at, flip(proof[at]!, bit)) }).kind).toBe(
            'invalid',
          );
        for (let at = 0; at < old.length; at++)
          expect(verifyConsistency({ ...grown, proof: old.with(at, flip(old[at]!, bit)) }).kind).toBe(
            'invalid',
          );
        expect(verifyInclusion({ ...claim, leaf: flip(claim.leaf, bit) }).kind).toBe('invalid');
        expect(verifyConsistency({ ...grown, oldRoot: flip(grown.oldRoot, bit) }).kind).toBe('invalid');
      }
      expect(verifyInclusion({ ...claim, proof: [...proof, LEAVES[0]!] }).kind).toBe('invalid');
      expect(verifyInclusion({ ...claim, proof: proof.slice(1) }).kind).toBe('invalid');
      expect(verifyConsistency({ ...grown, proof: [...old, LEAVES[0]!] }).kind).toBe('invalid');
      expect(verifyInclusion({ ...claim, index: m ^ 1 }).kind).toBe('invalid');
    }
  });

  it('of garbage get a verdict, never an exception', () => {
    const hash = fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.uint8Array({ minLength: 32, maxLength: 32 }));
    const number = fc.oneof(fc.integer({ min: -2, max: 9 }), fc.double(), fc.maxSafeNat());
    fc.assert(
      fc.property(number, number, hash, hash, fc.array(hash, { maxLength: 6 }), (a, b, x, y, proof) => {
        verifyInclusion({ index: a, size: b, leaf: x, root: y, proof });
        verifyConsistency({ oldSize: a, newSize: b, oldRoot: x, newRoot: y, proof });
      }),
      { numRuns: 2000 },
    );
  });

  it('work at the far end of the range: 2⁵³ − 1 leaves', () => {
    const size = Number.MAX_SAFE_INTEGER;
    const proof = Array.from({ length: 53 }, () => LEAVES[0]!);
    expect(verifyInclusion({ index: 0, size, leaf: LEAVES[0]!, root: LEAVES[1]!, proof })).toEqual({
      kind: 'invalid',
      reason: 'mismatch',
    });
  });

  it('from the empty tree do not exist; an empty tree equals only the empty tree', () => {
    const claim = { oldSize: 0, newSize: 1, oldRoot: emptyRoot(), newRoot: LEAVES[0]!, proof: [] };
    expect(verifyConsistency(claim)).toEqual({ kind: 'invalid', reason: 'bad-range' });
    expect(verifyConsistency({ ...claim, newSize: 0, newRoot: emptyRoot() }).kind).toBe('valid');
    expect(verifyConsistency({ ...claim, newSize: 0, oldRoot: LEAVES[0]! }).kind).toBe('invalid');
  });
});
