import type { EpochMs } from '@porchlight/domain';
import type { Envelope } from './envelope.ts';
import type {
  PauseStatement,
  PolicyStatement,
  ProgrammeStatement,
  RootStatement,
  RosterStatement,
} from './kinds.ts';
import type { Site } from './passkey-assertion.ts';
import { keyIdOf } from './public-key.ts';
import { type ReadStatement, readStatement } from './read-statement.ts';
import { rootPin } from './root-pin.ts';
import { ok, refused, type Verdict } from './verdict.ts';
import { verifiedSigners } from './verified-signers.ts';

/** A statement that was verified, with the hash that others name it by and the envelope to hand on. */
export interface Held<S> {
  readonly statement: S;
  readonly hash: string;
  readonly envelope: Envelope;
}

/**
 * What a party holds true about a programme. Plain JSON: it may be stored and read back by the party that made it, and
 * by nobody else. Made by {@link openTrust}, changed by `advanceTrust` only.
 */
export interface Trust {
  readonly root: RootStatement;
  readonly rootEnvelope: Envelope;
  readonly pin: string;
  readonly programme?: Held<ProgrammeStatement>;
  readonly policy?: Held<PolicyStatement>;
  readonly roster?: Held<RosterStatement>;
  /** Hash of every accepted roster; index = epoch − 1. A fork of an old epoch is so still seen. */
  readonly rosterHashes: readonly string[];
  /** A roster of this chain has had two clerks: from then on adding takes two, whoever is left. */
  readonly twoClerks: boolean;
  readonly pause?: Held<PauseStatement>;
}

export function siteOf(root: RootStatement): Site {
  return { origin: root.origin, rpId: root.rpId, synthetic: root.synthetic };
}

/** Verifies a root against its own keys (threshold of distinct ones) and, when given, against the pin. */
export async function openTrust(rootEnvelope: unknown, pin?: string): Promise<Verdict<Trust>> {
  const read = await readStatement('root', rootEnvelope);
  if (read.kind === 'refused') return read;
  const signed = await rootIsSigned(read.value);
  if (signed.kind === 'refused') return signed;
  if (pin !== undefined && pin !== signed.value)
    return refused('wrong-pin', 'the root is not the pinned one');
  const { statement, envelope } = read.value;
  return ok({
    root: statement,
    rootEnvelope: envelope,
    pin: signed.value,
    rosterHashes: [],
    twoClerks: false,
  });
}

/** The pin of a root that enough of its own distinct keys signed. */
export async function rootIsSigned(read: ReadStatement<'root'>): Promise<Verdict<string>> {
  const root = read.statement;
  const distinct = new Set(await Promise.all(root.rootKeys.map(keyIdOf)));
  if (distinct.size !== root.rootKeys.length) return refused('malformed', 'a root key is named twice');
  const signers = await verifiedSigners(read.envelope, root.rootKeys, siteOf(root));
  if (signers.length === 0) return refused('not-signed', 'no root key signed this root');
  if (signers.length < root.threshold)
    return refused('needs-more-signatures', `${signers.length} of ${root.threshold} root keys signed`);
  return ok(await rootPin(root));
}

/** The programme ends by itself; a pause stands until two clerks signed that it runs again. */
export type ProgrammeState = 'running' | 'paused' | 'not-started' | 'over';

export function programmeState(trust: Trust, now: EpochMs): ProgrammeState {
  const programme = trust.programme?.statement;
  if (programme && now >= programme.endsAt) return 'over';
  if (!programme || !trust.roster || now < programme.startsAt) return 'not-started';
  return trust.pause?.statement.state === 'paused' ? 'paused' : 'running';
}
