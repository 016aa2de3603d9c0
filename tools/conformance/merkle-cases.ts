import { type ProofVerdict, verifyConsistency, verifyInclusion } from '@porchlight/translog';
import type { Case, SuiteCases } from '../conformance.ts';

interface Vector {
  readonly proof: readonly string[] | null;
  readonly desc: string;
  readonly wantErr: boolean;
}

interface InclusionVector extends Vector {
  readonly leafIdx: number;
  readonly treeSize: number;
  readonly root: string;
  readonly leafHash: string;
}

interface ConsistencyVector extends Vector {
  readonly size1: number;
  readonly size2: number;
  readonly root1: string;
  readonly root2: string;
}

const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'base64'));
const proofOf = (vector: Vector): Uint8Array[] => (vector.proof ?? []).map(bytes);

/** A vector holds when its claim is refused exactly where it says so. */
function casesOf<V extends Vector>(
  vectors: readonly V[],
  verdictOf: (vector: V) => ProofVerdict,
): SuiteCases {
  const cases = vectors.map(
    (vector): Case => ({
      name: vector.desc,
      run: () => (verdictOf(vector).kind === 'invalid') === vector.wantErr,
    }),
  );
  return { cases, left: undefined };
}

/** Inclusion proofs, good and bad, over RFC 6962 trees. */
export function inclusionCases(vectors: readonly InclusionVector[]): SuiteCases {
  return casesOf(vectors, (v) =>
    verifyInclusion({
      index: v.leafIdx,
      size: v.treeSize,
      leaf: bytes(v.leafHash),
      root: bytes(v.root),
      proof: proofOf(v),
    }),
  );
}

/** Consistency proofs, good and bad, over RFC 6962 trees. */
export function consistencyCases(vectors: readonly ConsistencyVector[]): SuiteCases {
  return casesOf(vectors, (v) =>
    verifyConsistency({
      oldSize: v.size1,
      newSize: v.size2,
      oldRoot: bytes(v.root1),
      newRoot: bytes(v.root2),
      proof: proofOf(v),
    }),
  );
}
