export {
  type HashesRead,
  type HashSource,
  type ProofBuilt,
  proveConsistency,
  proveInclusion,
  proveRoot,
  subtreesOf,
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
export { fromBase64, toBase64 } from './note/base64.ts';
export { type Checkpoint, formatCheckpoint, parseCheckpoint } from './note/checkpoint.ts';
export type { Malformed } from './note/lines.ts';
export {
  formatNote,
  formatSignatureLine,
  MAX_NOTE_BYTES,
  type Note,
  type NoteSignature,
  parseNote,
  parseSignatureLines,
} from './note/note.ts';
export { cosign, cosignatureMessage, type NoteSigner, signNote } from './note/sign-note.ts';
export {
  formatVerifierKey,
  isKeyName,
  keyIdOf,
  parseVerifierKey,
  type SignatureType,
  sameSigner,
  type VerifierKey,
  verifierKey,
} from './note/verifier-key.ts';
export { type NoteVerdict, type VerifiedSignature, verifyNote } from './note/verify-note.ts';
export { TileDeriver, type TileFile, tileHashes } from './tiles/derive-tiles.ts';
export { formatBundle, MAX_ENTRY_BYTES, parseBundle } from './tiles/entry-bundle.ts';
export {
  hashesAt,
  parseTilePath,
  partialTiles,
  TILE_WIDTH,
  type Tile,
  tilePath,
  widthIn,
} from './tiles/tile-path.ts';
export { type EntriesRead, type ReadTile, TileReader, type TrustedTree } from './tiles/tile-reader.ts';
export {
  type AddCheckpoint,
  type AddCheckpointRequest,
  decideAddCheckpoint,
  formatAddCheckpoint,
  MAX_ADD_CHECKPOINT_BYTES,
  parseAddCheckpoint,
  type WitnessDecision,
  type WitnessedLog,
} from './trust/add-checkpoint.ts';
export {
  formatLogProof,
  type LogProof,
  type LogProofVerdict,
  MAX_PROOF_HASHES,
  parseLogProof,
  verifyLogProof,
} from './trust/log-proof.ts';
export { type CheckpointVerdict, openCheckpoint, type TrustedCheckpoint } from './trust/open-checkpoint.ts';
export {
  type LogKey,
  parsePolicy,
  type Quorum,
  quorumMet,
  type TrustPolicy,
  type Witness,
} from './trust/policy.ts';
