import type { EpochMs } from '@porchlight/domain';
import { CLOCK_TOLERANCE_MS, type Trust } from '@porchlight/statements';
import { type Refusal, refusal } from '../refusal.ts';
import type { FollowedLog, LogFault } from './log-follower.ts';
import { firstOf, type LogStanding } from './log-standing.ts';
import type { LoggedLook } from './logged-look.ts';

/** A checkpoint older than this opens nothing: whatever a hub keeps back since, it can keep back no longer. */
export const MAX_CHECKPOINT_AGE_MS = 60_000;

/** What is known of the log where the gate stands. */
export interface LogFacts {
  /** Null before anything was read. */
  readonly followed: FollowedLog | null;
  /** What the hub showed last cannot be right. */
  readonly fault: LogFault | null;
}

/** Steps 7 and 9: what stands against the newest head that was shown, whatever is looked for in it. */
export function headRefusals({ followed, fault }: LogFacts, now: EpochMs): Refusal[] {
  if (followed === null) return [refusal(fault ?? 'log-unread')];
  const refusals: Refusal[] = fault === null ? [] : [refusal(fault)];
  const age = now - followed.witnessedAt;
  const seconds = Math.round(Math.abs(age) / 1000);
  if (age > MAX_CHECKPOINT_AGE_MS) refusals.push(refusal('checkpoint-old', { seconds }));
  if (age < -CLOCK_TOLERANCE_MS) refusals.push(refusal('checkpoint-ahead', { seconds }));
  return refusals;
}

/** The head, and all that entries of the log say against a look; judged anew at each moment. */
export function logRefusals(log: LogFacts, trust: Trust, logged: LoggedLook, now: EpochMs): Refusal[] {
  const refusals = headRefusals(log, now);
  const { followed } = log;
  if (followed === null) return refusals;
  const { standing } = followed;
  if (withheld(standing, trust)) refusals.push(refusal('papers-withheld'));
  if (pausedInLog(standing, trust)) refusals.push(refusal('programme-paused'));
  if (logged.incidents.some((index) => standing.closed.includes(firstOf(standing, index))))
    refusals.push(refusal('incident-closed'));
  if (logged.requests.some((index) => standing.over.includes(firstOf(standing, index))))
    refusals.push(refusal('look-over'));
  if (logged.incidents.some((index) => index < standing.floor)) refusals.push(refusal('incident-before-log'));
  return refusals;
}

/** The log names a list of people that was not handed over, or another than the one that was. */
function withheld({ roster }: LogStanding, trust: Trust): boolean {
  if (roster === null) return false;
  return trust.rosterHashes[roster.epoch - 1] !== roster.statement;
}

function pausedInLog({ pause }: LogStanding, trust: Trust): boolean {
  return pause?.paused === true && pause.sequence > (trust.pause?.statement.sequence ?? 0);
}
