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
export { type Openings, openingsSchema } from './openings/openings-schema.ts';
export { type EntryRead, readEntry } from './read-entry.ts';
export { type VerifyAsk, verifyLog } from './verify-log.ts';
