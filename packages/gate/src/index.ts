export { type CameraFacts, type CameraVerdict, judgeCamera } from './judge-camera.ts';
export {
  type Followed,
  type FollowedLog,
  LOG_FAULTS,
  type LogFault,
  LogFollower,
  type LogPart,
  type LogStart,
} from './log/log-follower.ts';
export { type LogFacts, MAX_CHECKPOINT_AGE_MS } from './log/log-refusals.ts';
export { firstOf, type LogStanding } from './log/log-standing.ts';
export { findInLog, type LoggedLook, type LogPapers } from './log/logged-look.ts';
export { type LookPapers, prepareLook } from './prepare-look.ts';
export {
  type Preparation,
  type PreparedLook,
  withEvidence,
  withIncident,
  withLog,
  withTrust,
} from './prepared-look.ts';
export { REFUSAL_CODES, type Refusal, type RefusalCode, refusal } from './refusal.ts';
export { incidentRefusals, MAX_INCIDENT_AGE_MS, policyRadiusM } from './standing.ts';
