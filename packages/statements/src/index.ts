export { advanceTrust, advanceTrustBundle, CLOCK_TOLERANCE_MS, type TrustBundle } from './advance-trust.ts';
export { fromBase64Url, sha256, toBase64Url, toHex } from './bytes.ts';
export { clerksNeeded, clerksOf, clerksWhoSigned } from './clerk-quorum.ts';
export {
  type Envelope,
  envelopeSchema,
  MAX_PAYLOAD_BYTES,
  MAX_SIGNATURES,
  payloadTypeOf,
  preAuthEncoding,
  type Signature,
  signatureSchema,
  signedBytes,
  statementHash,
  unsignedEnvelope,
} from './envelope.ts';
export {
  type Auditor,
  auditorSchema,
  type CameraConsent,
  CONSENT_TIERS,
  type ConsentStatement,
  cameraConsentSchema,
  cameraIdSchema,
  cameraPoseSchema,
  consentSchema,
  consentTierSchema,
  epochMsSchema,
  gatewayIdSchema,
  hashSchema,
  hoursSchema,
  type IncidentStatement,
  incidentClassSchema,
  incidentIdSchema,
  incidentSchema,
  latLonSchema,
  type MasksStatement,
  maskPolygonsSchema,
  masksSchema,
  type OutcomeStatement,
  outcomeSchema,
  ownerIdSchema,
  type PauseStatement,
  type Person,
  type PolicyStatement,
  type PreviewStatement,
  type ProgrammeStatement,
  pauseSchema,
  personIdSchema,
  personSchema,
  policySchema,
  programmeIdSchema,
  programmeSchema,
  type RequestStatement,
  ROLES,
  type Role,
  type RootStatement,
  type RosterStatement,
  requestIdSchema,
  requestSchema,
  roleSchema,
  rootSchema,
  rosterSchema,
  STATEMENT_SCHEMAS,
  type StatementKind,
  type StatementOf,
} from './kinds.ts';
export { assertionBytes, rawFromDer, type Site } from './passkey-assertion.ts';
export { fingerprintOf, groupFingerprint, keyIdOf, type PublicKey, publicKeySchema } from './public-key.ts';
export { type ReadStatement, readStatement } from './read-statement.ts';
export { rootFingerprint, rootPin } from './root-pin.ts';
export { MAX_ROSTER_MS } from './roster-rules.ts';
export {
  type Ed25519Key,
  ed25519Signer,
  exportPkcs8,
  generateEd25519,
  generateSoftware,
  importPkcs8,
  type Signer,
  type SoftwareKey,
  signEnvelope,
  softwareSigner,
} from './signer.ts';
export { parseStrictJson, type StrictJson } from './strict-json.ts';
export { type Held, openTrust, type ProgrammeState, programmeState, siteOf, type Trust } from './trust.ts';
export { STATEMENT_FAULTS, type StatementFault, type Verdict } from './verdict.ts';
export { personMayHold, verifiedSigners } from './verified-signers.ts';
