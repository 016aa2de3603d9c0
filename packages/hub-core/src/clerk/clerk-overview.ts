import type { ClerkOverview } from '@porchlight/contract';
import { type EpochMs, ringAreaKm2 } from '@porchlight/domain';
import { readPolicy } from '@porchlight/policy';
import {
  clerksNeeded,
  clerksWhoSigned,
  fingerprintOf,
  type ProgrammeState,
  readStatement,
  rootFingerprint,
  siteOf,
} from '@porchlight/statements';
import type { PendingStatement, StoredInvite } from '../store/people-store.ts';
import type { HubTrust } from '../trust/trust-desk.ts';

/** Everything the clerk's page shows but who asks and the counts. */
export async function programmeView(
  trust: HubTrust,
  state: ProgrammeState,
): Promise<Pick<ClerkOverview, 'programme' | 'policy' | 'pause' | 'roster'>> {
  const { statement } = trust.programme;
  const { roster, pause } = trust;
  return {
    programme: {
      id: statement.programme,
      name: statement.name,
      timeZone: statement.timeZone,
      boundary: statement.boundary,
      areaKm2: ringAreaKm2(statement.boundary),
      startsAt: statement.startsAt,
      endsAt: statement.endsAt,
      state,
      selfAttestedDispatch: statement.selfAttestedDispatch,
      synthetic: trust.root.synthetic,
      rootFingerprint: await rootFingerprint(trust.root),
    },
    policy: policyView(trust),
    pause: {
      sequence: pause?.statement.sequence ?? 0,
      state: pause?.statement.state ?? 'running',
      reason: pause?.statement.reason ?? '',
      at: pause?.statement.issuedAt ?? null,
    },
    roster: {
      epoch: roster?.statement.epoch ?? 0,
      hash: roster?.hash ?? '',
      expiresAt: roster?.statement.expiresAt ?? 0,
      people: roster?.statement.people ?? [],
      addingTakes: trust.twoClerks ? 2 : 1,
    },
  };
}

function policyView({ policy }: HubTrust): ClerkOverview['policy'] {
  const { statement, hash } = policy;
  const reading = readPolicy(statement.cedar);
  const rules = reading.kind === 'ok' ? reading.rules : [];
  return {
    title: statement.title,
    version: statement.version,
    hash,
    rules: rules.map(({ id, section, title }) => ({ id, section, title })),
    cedar: statement.cedar,
    radiusM: statement.radiusM,
    natureCodes: statement.natureCodes,
    maxMinutes: statement.maxMinutes,
  };
}

export async function inviteView(invite: StoredInvite): Promise<ClerkOverview['invites'][number]> {
  const { inviteId, name, roles, createdAt, expiresAt, key } = invite;
  const keyFingerprint = key ? await fingerprintOf(key) : null;
  return { inviteId, name, roles: [...roles], createdAt, expiresAt, key, keyFingerprint };
}

/** A pending statement with the clerks who signed it; undefined once the roster in force has moved past it. */
export async function pendingView(
  pending: PendingStatement,
  trust: HubTrust,
): Promise<ClerkOverview['pending'][number] | undefined> {
  const inForce = trust.roster?.statement;
  const read = await readStatement(pending.kind, pending.envelope);
  if (inForce === undefined || read.kind === 'refused') return undefined;
  const signed = await clerksWhoSigned(inForce, pending.envelope, siteOf(trust.root));
  const name = (id: string) => inForce.people.find((person) => person.id === id)?.name ?? id;
  return {
    kind: pending.kind,
    summary: pending.summary,
    envelope: pending.envelope,
    signedBy: signed.map(name),
    needs: clerksNeeded(inForce, read.value.statement, trust.twoClerks),
  };
}

/** Midnight in UTC of the day of `now`: the beginning of "today" in counts. */
export function startOfDay(now: EpochMs): EpochMs {
  return now - (now % 86_400_000);
}
