export { disclosureLeaf } from './leaf/disclosure-leaf.ts';
export { leafBytes, MAX_LEAF_BYTES, readLeaf, sameBytes } from './leaf/leaf-bytes.ts';
export {
  DISCLOSE_AFTER_DAYS,
  DISCLOSED_PATHS,
  type Leaf,
  type LeafKind,
  type LeafOf,
  leafSchema,
  SLOT_COUNTS,
  WITHDRAW_MARKS,
} from './leaf/leaf-schema.ts';
export { type LookEvidence, lookEvidenceSchema } from './leaf/look-evidence.ts';
export { consentMark, withdrawMark } from './leaf/marks.ts';
export { monthOf, opTagOf, opTagsOf } from './leaf/op-tag.ts';
export { type Openings, openingsSchema } from './leaf/openings.ts';
export {
  consentLeaf,
  denialLeaf,
  erasureLeaf,
  incidentCloseLeaf,
  incidentLeaf,
  type OutcomeSlot,
  outcomeLeaf,
  pauseLeaf,
  publicLeaf,
  rosterLeaf,
  withdrawLeaf,
} from './leaf/other-leaves.ts';
export {
  type Disclosure,
  decoyDigest,
  digestOf,
  disclosureOf,
  type Opened,
  RECORD_KEY_BYTES,
  type RecordKey,
  readDisclosure,
  saltedDigest,
} from './leaf/record-key.ts';
export { rehearseLeaf } from './leaf/rehearse-leaf.ts';
export {
  discloseByOf,
  type RequestLeafParts,
  requestDisclosures,
  requestLeaf,
  type SlotCamera,
  slotCountOf,
  slotDigest,
  slotDigests,
} from './leaf/request-leaf.ts';
