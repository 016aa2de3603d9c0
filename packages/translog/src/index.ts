export {
  type HashesRead,
  type HashSource,
  type ProofBuilt,
  proveConsistency,
  proveInclusion,
  proveRoot,
  type TileFault,
  type TreeNode,
} from './merkle/prove.ts';
export { sha256 } from './merkle/sha256.ts';
export { completeHash, emptyRoot, HASH_BYTES, leafHash, nodeHash, sameBytes } from './merkle/tree-hash.ts';
export { TreeHead } from './merkle/tree-head.ts';
export {
  type ConsistencyClaim,
  type InclusionClaim,
  type ProofVerdict,
  verifyConsistency,
  verifyInclusion,
} from './merkle/verify-proof.ts';
