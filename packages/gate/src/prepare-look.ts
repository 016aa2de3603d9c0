import type { EpochMs } from '@porchlight/domain';
import {
  CLOCK_TOLERANCE_MS,
  type Envelope,
  keyIdOf,
  type PublicKey,
  type ReadStatement,
  readStatement,
  siteOf,
  type Trust,
  verifiedSigners,
} from '@porchlight/statements';
import { lookRuleRefusals } from './judge-policy.ts';
import { dispatchExplainsLateness } from './late-join.ts';
import { headRefusals, type LogFacts } from './log/log-refusals.ts';
import { findInLog, type LogPapers } from './log/logged-look.ts';
import { type Preparation, type PreparedLook, policyOf, readIncident, wrongTime } from './prepared-look.ts';
import { type Refusal, refusal } from './refusal.ts';
import { lookRefusals, operatorRefusals } from './standing.ts';

export interface LookPapers {
  readonly trust: Trust;
  readonly now: EpochMs;
  readonly request: unknown;
  /** The statement the operator signed for first; the newest of the same incident last. One is enough. */
  readonly incidents: readonly unknown[];
  /** Steps 6–9. `before`: judged before it is written into the log, which the hub does to explain. Never at a gateway. */
  readonly log: 'before' | (LogPapers & { readonly facts: LogFacts });
  /**
   * True at a gateway that has never taken this request: an incident that moves may bring in one of its cameras long after
   * the touch. An older request then counts when it follows and dispatch signed a newer statement within 120 s of `now`; it
   * opens only cameras that the place signed for did not reach, and ends when it would have ended anyway. False or absent:
   * a request is fresh or it is refused (`wrong-time`).
   * This is no proof that the operator has not ended the look since: ends are unsigned, and a gateway that was not part of
   * the look hears of none. The log bounds it: a leaf of the request for this very place, and no outcome yet.
   */
  readonly mayJoinLate?: boolean;
}

type Refused = { readonly kind: 'refuse'; readonly refusals: readonly Refusal[] };
const refuse = (...refusals: Refusal[]): Refused => ({ kind: 'refuse', refusals });

/**
 * The gate's steps that are the same for every camera: 1 roster, 2 operator's signature, 3 dispatch signature, 5 ids and
 * times, 6–9 the public log, then everything that stands against the look as a whole. A step that fails ends it; the last gives all that
 * fails. The nonce is not judged: only a gateway knows whether it was used (`replay`). Never throws on any papers.
 */
export async function prepareLook(papers: LookPapers): Promise<Preparation> {
  const { trust, now } = papers;
  const request = await readRequest(trust, papers.request);
  if (request.kind === 'refuse') return request;
  const signer = await operatorSigner(trust, request.request);
  if (signer.kind === 'refuse') return signer;
  const incidents = await readIncidents(trust, papers.incidents, now);
  if (incidents.kind === 'refuse') return incidents;
  const mismatch = mismatchOf(request.request, incidents.signedFor, incidents.newest);
  if (mismatch) return refuse(mismatch);
  const time = timeOf(papers, request.request, incidents.signedFor, incidents.newest);
  if (time.kind === 'refuse') return time;
  const asked = { trust, request: request.request, signedFor: incidents.signedFor, newest: incidents.newest };
  const found = papers.log === 'before' ? null : await findInLog(asked, papers.log);
  if (found?.kind === 'refuse') return refuse(...(whyNotFound(papers, found.refusals) ?? found.refusals));
  const { issuedAt, minutes, policyHash } = request.request.statement;
  const look: PreparedLook = {
    trust,
    policy: policyOf(trust),
    request: request.request,
    signedWith: signer.key,
    signedFor: incidents.signedFor,
    newest: incidents.newest,
    logged: found?.logged ?? null,
    log: papers.log === 'before' ? null : papers.log.facts,
    endsAt: issuedAt + minutes * 60_000,
    late: time.late,
  };
  const refusals = [...lookRefusals(look, now)];
  if (trust.policy && trust.policy.hash !== policyHash) refusals.push(refusal('other-policy'));
  refusals.push(...lookRuleRefusals(look, now, refusals));
  return refusals.length > 0 ? refuse(...refusals) : { kind: 'ok', look };
}

/** An entry is not found under a head that cannot be right, or was never shown: that says more. */
function whyNotFound({ log, now }: LookPapers, refusals: readonly Refusal[]): Refusal[] | undefined {
  const missing = refusals.some(({ code }) => code === 'not-in-log');
  const head = missing && log !== 'before' ? headRefusals(log.facts, now) : [];
  return head.length > 0 ? head : undefined;
}

async function readRequest(
  trust: Trust,
  envelope: unknown,
): Promise<{ kind: 'ok'; request: ReadStatement<'request'> } | Refused> {
  const read = await readStatement('request', envelope);
  if (read.kind === 'refused') return refuse(refusal('request-malformed'));
  const { statement } = read.value;
  if (statement.programme !== trust.root.programme) return refuse(refusal('other-programme'));
  if (!trust.roster) return refuse(refusal('roster-missing'));
  if (statement.rosterEpoch > trust.roster.statement.epoch) return refuse(refusal('roster-behind'));
  return { kind: 'ok', request: read.value };
}

/** Step 2: a key that the roster in force gives to the named operator, of a kind that may look. */
async function operatorSigner(
  trust: Trust,
  request: ReadStatement<'request'>,
): Promise<{ kind: 'ok'; key: PublicKey } | Refused> {
  const { operatorId } = request.statement;
  const keys = trust.roster?.statement.people.find((person) => person.id === operatorId)?.keys ?? [];
  const [key] = await verifiedSigners(request.envelope, keys, siteOf(trust.root));
  if (key === undefined) {
    const unknown = !trust.roster?.statement.people.some((person) => person.id === operatorId);
    if (unknown) return refuse(refusal('operator-unknown'));
    const software = !trust.root.synthetic && (await namesSoftwareKey(request.envelope, keys));
    return refuse(refusal(software ? 'software-key' : 'wrong-key'));
  }
  if (key.kind === 'passkey' && !key.deviceBound) return refuse(refusal('key-can-be-copied'));
  const refusals = operatorRefusals(trust, operatorId, key);
  return refusals.length > 0 ? refuse(...refusals) : { kind: 'ok', key };
}

async function namesSoftwareKey(envelope: Envelope, keys: readonly PublicKey[]): Promise<boolean> {
  const ids = await Promise.all(keys.filter((key) => key.kind === 'software').map(keyIdOf));
  return envelope.signatures.some((signature) => ids.includes(signature.keyid));
}

/** Step 3. */
async function readIncidents(
  trust: Trust,
  envelopes: readonly unknown[],
  now: EpochMs,
): Promise<
  { kind: 'ok'; signedFor: ReadStatement<'incident'>; newest: ReadStatement<'incident'> } | Refused
> {
  const signedFor = await readIncident(trust, envelopes[0], now);
  if (signedFor.kind === 'refuse') return signedFor;
  const newest = envelopes.length > 1 ? await readIncident(trust, envelopes.at(-1), now) : signedFor;
  if (newest.kind === 'refuse') return newest;
  return { kind: 'ok', signedFor: signedFor.incident, newest: newest.incident };
}

/** Step 5: the papers speak of each other. */
function mismatchOf(
  request: ReadStatement<'request'>,
  signedFor: ReadStatement<'incident'>,
  newest: ReadStatement<'incident'>,
): Refusal | undefined {
  const asked = request.statement;
  const { incidentId, seq } = signedFor.statement;
  if (asked.incidentHash !== signedFor.hash || asked.incidentId !== incidentId)
    return refusal('other-incident');
  if (newest.statement.incidentId !== incidentId || newest.statement.seq < seq)
    return refusal('other-incident');
  if (asked.class !== signedFor.statement.class)
    return refusal('other-class', { asked: asked.class, reported: signedFor.statement.class });
  return undefined;
}

/** Step 5: they speak of now, or dispatch says why only now. */
function timeOf(
  { mayJoinLate, now }: LookPapers,
  { statement }: ReadStatement<'request'>,
  signedFor: ReadStatement<'incident'>,
  newest: ReadStatement<'incident'>,
): { readonly kind: 'ok'; readonly late: boolean } | Refused {
  if (Math.abs(statement.issuedAt - now) <= CLOCK_TOLERANCE_MS) return { kind: 'ok', late: false };
  const late =
    mayJoinLate === true && dispatchExplainsLateness(statement, signedFor.statement, newest.statement, now);
  return late ? { kind: 'ok', late } : refuse(wrongTime(statement.issuedAt, now));
}
