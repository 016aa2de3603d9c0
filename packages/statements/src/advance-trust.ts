import type { EpochMs } from '@porchlight/domain';
import { clerksNeeded, clerksOf, clerksWhoSigned } from './clerk-quorum.ts';
import { payloadTypeOf } from './envelope.ts';
import type { StatementKind } from './kinds.ts';
import { type ReadStatement, readStatement } from './read-statement.ts';
import { rosterFault } from './roster-rules.ts';
import { rootIsSigned, siteOf, type Trust } from './trust.ts';
import { ok, refused, type Verdict } from './verdict.ts';
import { verifiedSigners } from './verified-signers.ts';

/** How far a signed time may lie ahead of this clock, ms. */
export const CLOCK_TOLERANCE_MS = 120_000;

/**
 * Takes a newer root (same pin), programme, policy, roster or pause into the trust. A statement that is already in force,
 * or an earlier roster of the accepted chain, is ok and changes nothing. An expired roster can still be renewed by its
 * clerks: expiry stops looks (the gate) and resuming, not the chain. `now` only refuses what claims to come from the future.
 */
export async function advanceTrust(trust: Trust, envelope: unknown, now: EpochMs): Promise<Verdict<Trust>> {
  switch (kindOf(envelope)) {
    case 'root':
      return taking('root', envelope, trust, now, advanceRoot);
    case 'programme':
      return taking('programme', envelope, trust, now, (t, read) => advanceVersion(t, 'programme', read));
    case 'policy':
      return taking('policy', envelope, trust, now, (t, read) => advanceVersion(t, 'policy', read));
    case 'roster':
      return taking('roster', envelope, trust, now, advanceRoster);
    case 'pause':
      return taking('pause', envelope, trust, now, advancePause);
    default:
      return refused('wrong-type', 'expected a root, programme, policy, roster or pause statement');
  }
}

const CHAIN_KINDS = ['root', 'programme', 'policy', 'roster', 'pause'] as const;

function kindOf(envelope: unknown): (typeof CHAIN_KINDS)[number] | undefined {
  const type = (envelope as { payloadType?: unknown } | null | undefined)?.payloadType;
  return CHAIN_KINDS.find((kind) => payloadTypeOf(kind) === type);
}

async function taking<K extends StatementKind>(
  kind: K,
  envelope: unknown,
  trust: Trust,
  now: EpochMs,
  advance: (trust: Trust, read: ReadStatement<K>, now: EpochMs) => Promise<Verdict<Trust>>,
): Promise<Verdict<Trust>> {
  const read = await readStatement(kind, envelope);
  if (read.kind === 'refused') return read;
  const { programme } = read.value.statement;
  if (programme !== trust.root.programme) return refused('other-programme', `signed for ${programme}`);
  const issuedAt = (read.value.statement as { issuedAt?: EpochMs }).issuedAt ?? 0;
  if (issuedAt > now + CLOCK_TOLERANCE_MS)
    return refused('not-yet', 'signed later than this clock says it is');
  return advance(trust, read.value, now);
}

/**
 * A root of a higher version under the same pin. Programme and policy fall when the new root no longer names their key; a
 * new bootstrap key begins the chain of rosters anew, which is the way back for a programme that has too few clerks left.
 */
async function advanceRoot(trust: Trust, read: ReadStatement<'root'>, now: EpochMs): Promise<Verdict<Trust>> {
  const signed = await rootIsSigned(read);
  if (signed.kind === 'refused') return signed;
  if (signed.value !== trust.pin) return refused('wrong-pin', 'the root is not the pinned one');
  if (read.envelope.payload === trust.rootEnvelope.payload) return ok(trust);
  if (read.statement.version < trust.root.version) return refused('older', 'a newer root is in force');
  if (read.statement.version === trust.root.version) return refused('fork', 'another root has this version');
  const { programme, policy, ...kept } = trust;
  let next: Trust = { ...kept, root: read.statement, rootEnvelope: read.envelope };
  if (read.statement.bootstrapKey.raw !== trust.root.bootstrapKey.raw) {
    const { roster: _, ...unmanned } = next;
    next = { ...unmanned, rosterHashes: [], twoClerks: false };
  }
  for (const held of [programme, policy]) {
    const verdict = held && (await advanceTrust(next, held.envelope, now));
    if (verdict?.kind === 'ok') next = verdict.value;
  }
  return ok(next);
}

/** Programme and policy: one policy key, and a version that rises. */
async function advanceVersion<K extends 'programme' | 'policy'>(
  trust: Trust,
  kind: K,
  read: ReadStatement<K>,
): Promise<Verdict<Trust>> {
  const held = trust[kind];
  if (held?.hash === read.hash) return ok(trust);
  const version = held?.statement.version ?? 0;
  const signers = await verifiedSigners(read.envelope, trust.root.policyKeys, siteOf(trust.root));
  if (signers.length === 0) return refused('not-signed', `no policy key signed this ${kind}`);
  if (read.statement.version < version) return refused('older', `version ${version} is in force`);
  if (read.statement.version === version) return refused('fork', `another ${kind} has version ${version}`);
  return ok({ ...trust, [kind]: read });
}

async function advanceRoster(trust: Trust, read: ReadStatement<'roster'>): Promise<Verdict<Trust>> {
  const { statement, hash } = read;
  const epoch = trust.rosterHashes.length;
  if (trust.rosterHashes[statement.epoch - 1] === hash) return ok(trust);
  if (statement.epoch < epoch) return refused('older', `epoch ${epoch} is in force`);
  if (statement.epoch === epoch) return refused('fork', `another roster has epoch ${epoch}`);
  if (statement.epoch > epoch + 1 || statement.previous !== (trust.rosterHashes.at(-1) ?? null))
    return refused('gap', `epoch ${epoch} is in force; this one does not follow it`);
  if (trust.roster && statement.issuedAt < trust.roster.statement.issuedAt)
    return refused('older', 'signed before the roster it follows');
  const fault = rosterFault(statement, trust.root.synthetic);
  if (fault) return fault;
  const authority = await rosterAuthority(trust, read);
  if (authority.kind === 'refused') return authority;
  const twoClerks = trust.twoClerks || clerksOf(statement).length >= 2;
  return ok({ ...trust, roster: read, rosterHashes: [...trust.rosterHashes, hash], twoClerks });
}

/** Ok when those who may sign this roster did: the bootstrap key for epoch 1, clerks of the roster in force otherwise. */
async function rosterAuthority(trust: Trust, read: ReadStatement<'roster'>): Promise<Verdict<null>> {
  const site = siteOf(trust.root);
  if (!trust.roster) {
    const signers = await verifiedSigners(read.envelope, [trust.root.bootstrapKey], site);
    return signers.length > 0 ? ok(null) : refused('not-signed', 'epoch 1 is signed by the bootstrap key');
  }
  const inForce = trust.roster.statement;
  return enoughClerks(
    clerksNeeded(inForce, read.statement, trust.twoClerks),
    await clerksWhoSigned(inForce, read.envelope, site),
  );
}

async function advancePause(
  trust: Trust,
  read: ReadStatement<'pause'>,
  now: EpochMs,
): Promise<Verdict<Trust>> {
  const held = trust.pause;
  if (held?.hash === read.hash) return ok(trust);
  const roster = trust.roster?.statement;
  if (!roster) return refused('no-roster', 'there is no roster whose clerks could sign');
  if (read.statement.state === 'running' && now >= roster.expiresAt)
    return refused('roster-expired', 'an expired roster cannot resume the programme');
  const signed = await clerksWhoSigned(roster, read.envelope, siteOf(trust.root));
  const authority = enoughClerks(clerksNeeded(roster, read.statement, trust.twoClerks), signed);
  if (authority.kind === 'refused') return authority;
  const sequence = held?.statement.sequence ?? 0;
  if (read.statement.sequence < sequence) return refused('older', `sequence ${sequence} is in force`);
  if (read.statement.sequence === sequence)
    return refused('fork', `another statement has sequence ${sequence}`);
  return ok({ ...trust, pause: read });
}

function enoughClerks(needed: number, signed: readonly string[]): Verdict<null> {
  if (signed.length === 0) return refused('not-signed', 'no clerk of the roster in force signed');
  if (signed.length < needed)
    return refused('needs-more-signatures', `${signed.length} of ${needed} clerks signed`);
  return ok(null);
}

/** Statements as a hub hands them on, rosters in order of epoch. */
export interface TrustBundle {
  readonly root?: unknown;
  readonly rosters: readonly unknown[];
  readonly programme: unknown;
  readonly policy: unknown;
  readonly pause: unknown;
}

/**
 * Takes all of a bundle that holds; what is refused is named and leaves the rest standing. A pause is tried under each
 * epoch, so that it still stops a newcomer when the clerk who signed it has been struck off since; running again must be
 * signed by clerks of the newest roster.
 */
export async function advanceTrustBundle(
  trust: Trust,
  bundle: TrustBundle,
  now: EpochMs,
): Promise<{ readonly trust: Trust; readonly refusals: readonly Exclude<Verdict<Trust>, { kind: 'ok' }>[] }> {
  const refusals: Exclude<Verdict<Trust>, { kind: 'ok' }>[] = [];
  let current = trust;
  const take = async (envelope: unknown): Promise<void> => {
    const verdict = await advanceTrust(current, envelope, now);
    if (verdict.kind === 'ok') current = verdict.value;
    else refusals.push(verdict);
  };
  if (bundle.root !== undefined) await take(bundle.root);
  for (const envelope of [bundle.programme, bundle.policy]) if (envelope) await take(envelope);
  const pause = bundle.pause ? await readStatement('pause', bundle.pause) : undefined;
  const closes = pause?.kind === 'ok' && pause.value.statement.state === 'paused';
  for (const roster of bundle.rosters) {
    await take(roster);
    const early = closes ? await advanceTrust(current, bundle.pause, now) : undefined;
    if (early?.kind === 'ok') current = early.value;
  }
  if (bundle.pause) await take(bundle.pause);
  return { trust: current, refusals };
}
