import { type EpochMs, ringContains } from '@porchlight/domain';
import { type IncidentStatement, type PublicKey, programmeState, type Trust } from '@porchlight/statements';
import { logRefusals } from './log/log-refusals.ts';
import type { PreparedLook } from './prepared-look.ts';
import { type Refusal, refusal } from './refusal.ts';

/** An incident opens nothing later than this after it was reported, whatever the policy says. */
export const MAX_INCIDENT_AGE_MS = 24 * 3600 * 1000;

/** Why this incident opens nothing now, whoever asks; empty when a request can be made for it. */
export function incidentRefusals(
  trust: Trust,
  incident: IncidentStatement,
  now: EpochMs,
): readonly Refusal[] {
  return [...programmeRefusals(trust, now), ...reportRefusals(trust, [incident], now)];
}

/** What stands against the look as a whole, at this moment. Each is judged anew: all of it can change while it runs. */
export function lookRefusals(look: PreparedLook, now: EpochMs): readonly Refusal[] {
  const { trust, request, newest, signedFor } = look;
  const { minutes } = request.statement;
  const limit = trust.policy?.statement.maxMinutes;
  const refusals = [
    ...programmeRefusals(trust, now),
    ...operatorRefusals(trust, request.statement.operatorId, look.signedWith),
    ...reportRefusals(trust, [newest.statement, signedFor.statement], now, request.statement.follow),
  ];
  if (trust.policy && look.policy === null) refusals.push(refusal('policy-unreadable'));
  if (limit !== undefined && minutes > limit) refusals.push(refusal('too-many-minutes', { minutes, limit }));
  if (now >= look.endsAt) refusals.push(refusal('look-over'));
  if (look.log && look.logged)
    for (const told of logRefusals(look.log, trust, look.logged, now))
      if (!refusals.some(({ code }) => code === told.code)) refusals.push(told);
  return refusals;
}

/** The radius a class opens in metres; 0 when it is not eligible. */
export function policyRadiusM(trust: Trust, incidentClass: IncidentStatement['class']): number {
  return trust.policy?.statement.radiusM[incidentClass] ?? 0;
}

export function insideBoundary(trust: Trust, incident: IncidentStatement): boolean {
  const boundary = trust.programme?.statement.boundary;
  return boundary !== undefined && ringContains(boundary, incident.position);
}

/** The person stands in the roster in force, may look, and still holds the key. */
export function operatorRefusals(trust: Trust, operatorId: string, key: PublicKey): readonly Refusal[] {
  const person = trust.roster?.statement.people.find((p) => p.id === operatorId);
  if (person === undefined) return [refusal('operator-unknown')];
  if (!person.roles.includes('operator')) return [refusal('not-operator')];
  const held = person.keys.some((k) => k.kind === key.kind && k.raw === key.raw);
  return held ? [] : [refusal('wrong-key')];
}

function programmeRefusals(trust: Trust, now: EpochMs): Refusal[] {
  const refusals: Refusal[] = [];
  const roster = trust.roster?.statement;
  if (roster === undefined) refusals.push(refusal('roster-missing'));
  else if (now >= roster.expiresAt) refusals.push(refusal('roster-expired'));
  const state = programmeState(trust, now);
  if (state === 'paused') refusals.push(refusal('programme-paused'));
  if (state === 'over') refusals.push(refusal('programme-over'));
  if (state === 'not-started') refusals.push(refusal('programme-not-started'));
  if (trust.policy === undefined) refusals.push(refusal('policy-missing'));
  return refusals;
}

/** `reports`: the newest first. Closed, too old and class are the newest's; with `follow` one place inside is enough. */
function reportRefusals(
  trust: Trust,
  reports: readonly [IncidentStatement, ...IncidentStatement[]],
  now: EpochMs,
  follow = true,
): Refusal[] {
  const [newest] = reports;
  const signedFor = reports.at(-1) ?? newest;
  const refusals: Refusal[] = [];
  if (newest.status === 'closed') refusals.push(refusal('incident-closed'));
  if (now - signedFor.reportedAt > MAX_INCIDENT_AGE_MS)
    refusals.push(refusal('incident-too-old', { hours: MAX_INCIDENT_AGE_MS / 3600_000 }));
  for (const name of new Set(reports.map((report) => report.class)))
    if (trust.policy && policyRadiusM(trust, name) === 0)
      refusals.push(refusal('class-not-listed', { name }));
  const places = follow ? reports : [signedFor];
  if (trust.programme && !places.some((report) => insideBoundary(trust, report)))
    refusals.push(refusal('outside-boundary'));
  return refusals;
}
