import { verifyConsistency, verifyInclusion } from '@porchlight/translog';
import type { Case, SuiteCases } from '../conformance.ts';

interface InclusionVector {
  readonly leafIdx: number;
  readonly treeSize: number;
  readonly root: string;
  readonly leafHash: string;
  readonly proof: readonly string[] | null;
  readonly desc: string;
  readonly wantErr: boolean;
}

interface ConsistencyVector {
  readonly size1: number;
  readonly size2: number;
  readonly root1: string;
  readonly root2: string;
  readonly proof: readonly string[] | null;
  readonly desc: string;
  readonly wantErr: boolean;
}

const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'base64'));

/** Inclusion proofs, good and bad, over RFC 6962 trees. */
export function inclusionCases(vectors: readonly InclusionVector[]): SuiteCases {
  const cases = vectors.map(
    (v): Case => ({
      name: v.desc,
      run: () => {
        const { kind } = verifyInclusion({
          index: v.leafIdx,
          size: v.treeSize,
          leaf: bytes(v.leafHash),
          root: bytes(v.root),
          proof: (v.proof ?? []).map(bytes),
        });
        return (kind === 'invalid') === v.wantErr;
      },
    }),
  );
  return { cases, left: undefined };
}

/** Consistency proofs, good and bad, over RFC 6962 trees. */
export function consistencyCases(vectors: readonly ConsistencyVector[]): SuiteCases {
  const cases = vectors.map(
    (v): Case => ({
      name: v.desc,
      run: () => {
        const { kind } = verifyConsistency({
          oldSize: v.size1,
          newSize: v.size2,
          oldRoot: bytes(v.root1),
          newRoot: bytes(v.root2),
          proof: (v.proof ?? []).map(bytes),
        });
        return (kind === 'invalid') === v.wantErr;
      },
    }),
  );
  return { cases, left: undefined };
}
