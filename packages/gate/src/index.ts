export { type CameraFacts, type CameraVerdict, judgeCamera } from './judge-camera.ts';
export { boundToRequest, type LogEvidence } from './log-evidence.ts';
export { type LookPapers, prepareLook } from './prepare-look.ts';
export { type Preparation, type PreparedLook, withIncident, withTrust } from './prepared-look.ts';
export { REFUSAL_CODES, type Refusal, type RefusalCode, refusal } from './refusal.ts';
export { incidentRefusals, MAX_INCIDENT_AGE_MS, policyRadiusM } from './standing.ts';
