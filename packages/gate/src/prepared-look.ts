import type { EpochMs } from '@porchlight/domain';
import { type CompiledPolicy, compilePolicy } from '@porchlight/policy';
import {
  CLOCK_TOLERANCE_MS,
  type PublicKey,
  type ReadStatement,
  readStatement,
  siteOf,
  type Trust,
  verifiedSigners,
} from '@porchlight/statements';
import type { LogFacts } from './log/log-refusals.ts';
import { findInLog, joined, type LoggedLook, type LogPapers } from './log/logged-look.ts';
import { type Refusal, refusal } from './refusal.ts';

/** A request whose signatures, ids and times held when it was prepared. Immutable; `judgeCamera` says what it opens now. */
export interface PreparedLook {
  readonly trust: Trust;
  /** Null when the policy in force cannot be compiled: then nothing opens. */
  readonly policy: CompiledPolicy | null;
  readonly request: ReadStatement<'request'>;
  /** The operator's key that signed. */
  readonly signedWith: PublicKey;
  /** The statement the operator signed for, and the newest of the same incident. */
  readonly signedFor: ReadStatement<'incident'>;
  readonly newest: ReadStatement<'incident'>;
  /** As it was found in the public log; null where it is judged before it is written there. */
  readonly logged: LoggedLook | null;
  /** What the log says now; null as above. */
  readonly log: LogFacts | null;
  /** `request.issuedAt` + minutes. */
  readonly endsAt: EpochMs;
  /** Taken when the request was no longer fresh: it opens only what the incident's newest place has brought into reach. */
  readonly late: boolean;
}

export type Preparation =
  | { readonly kind: 'ok'; readonly look: PreparedLook }
  | { readonly kind: 'refuse'; readonly refusals: readonly Refusal[] };

/** The same look under newer trust (roster, pause, programme, policy). Judge its cameras again afterwards. */
export function withTrust(look: PreparedLook, trust: Trust): PreparedLook {
  const policy = trust.policy?.hash === look.trust.policy?.hash ? look.policy : policyOf(trust);
  return { ...look, trust, policy };
}

/** The same look as the log stands now. Judge its cameras again afterwards. */
export function withLog(look: PreparedLook, log: LogFacts): PreparedLook {
  return { ...look, log };
}

/** The same look with a further leaf, which lets more cameras in. Refused, and the look unchanged, when the leaf is not its own. */
export async function withEvidence(look: PreparedLook, papers: LogPapers): Promise<Preparation> {
  const found = await findInLog(look, papers);
  if (found.kind === 'refuse') return found;
  const logged = look.logged === null ? found.logged : joined(look.logged, found.logged);
  return { kind: 'ok', look: { ...look, logged } };
}

/**
 * The same look with a newer statement of its incident: a move or a close. Refused, and the look unchanged, when dispatch
 * did not sign it or it is another incident's. An older one changes nothing. Judge its cameras again afterwards.
 */
export async function withIncident(
  look: PreparedLook,
  envelope: unknown,
  now: EpochMs,
): Promise<Preparation> {
  const read = await readIncident(look.trust, envelope, now);
  if (read.kind === 'refuse') return read;
  const { incident } = read;
  if (incident.statement.incidentId !== look.signedFor.statement.incidentId)
    return { kind: 'refuse', refusals: [refusal('other-incident')] };
  const newer = incident.statement.seq > look.newest.statement.seq;
  return { kind: 'ok', look: newer ? { ...look, newest: incident } : look };
}

export function policyOf(trust: Trust): CompiledPolicy | null {
  const compilation = trust.policy && compilePolicy(trust.policy.statement.cedar);
  return compilation?.kind === 'ok' ? compilation.policy : null;
}

/** An incident statement of this programme that an intake key signed, and not in the future. */
export async function readIncident(
  trust: Trust,
  envelope: unknown,
  now: EpochMs,
): Promise<
  | { readonly kind: 'ok'; readonly incident: ReadStatement<'incident'> }
  | { readonly kind: 'refuse'; readonly refusals: readonly Refusal[] }
> {
  const read = await readStatement('incident', envelope);
  if (read.kind === 'refused') return { kind: 'refuse', refusals: [refusal('incident-malformed')] };
  const { statement } = read.value;
  if (statement.programme !== trust.root.programme)
    return { kind: 'refuse', refusals: [refusal('other-programme')] };
  const signers = await verifiedSigners(read.value.envelope, trust.root.intakeKeys, siteOf(trust.root));
  if (signers.length === 0) return { kind: 'refuse', refusals: [refusal('incident-forged')] };
  if (Math.max(statement.issuedAt, statement.reportedAt) > now + CLOCK_TOLERANCE_MS)
    return { kind: 'refuse', refusals: [wrongTime(statement.issuedAt, now)] };
  return { kind: 'ok', incident: read.value };
}

export function wrongTime(signedAt: EpochMs, now: EpochMs): Refusal {
  return refusal('wrong-time', { seconds: Math.round(Math.abs(signedAt - now) / 1000) });
}
