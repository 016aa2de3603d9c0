export { checkLook, type LookCheck, type LookFacts, type Papers } from './check-look.ts';
export {
  CHECKS,
  type CheckName,
  type CheckResult,
  exitCodeOf,
  FINDINGS,
  type Finding,
  type FindingCode,
  type Report,
  type Verdict,
} from './findings.ts';
export { httpTiles } from './http-tiles.ts';
export { type EntryRead, readEntry } from './read-entry.ts';
export { type VerifyAsk, verifyLog } from './verify-log.ts';
