import {
  advanceTrust,
  type Ed25519Key,
  type Envelope,
  ed25519Signer,
  generateEd25519,
  type IncidentStatement,
  openTrust,
  type PauseStatement,
  type Person,
  type PolicyStatement,
  type ProgrammeStatement,
  type RequestStatement,
  type RootStatement,
  type RosterStatement,
  type Signer,
  signEnvelope,
  statementHash,
  type Trust,
  unsignedEnvelope,
  type Verdict,
} from '@porchlight/statements';
import { makePerson, TEST_ORIGIN, TEST_RP_ID, type TestPerson } from './person.ts';
import {
  incidentStatement,
  policyStatement,
  programmeStatement,
  requestStatement,
  TEST_NOW,
  TEST_PROGRAMME,
} from './statements.ts';
import { makeLogKeys, type TestLogKeys } from './test-log.ts';

export interface TestService {
  readonly key: Ed25519Key;
  readonly signer: Signer;
  readonly privateKey: CryptoKey;
}

export interface ProgrammeOptions {
  /** Synthetic programmes use software keys, real ones soft passkeys. Default false. */
  readonly synthetic?: boolean;
  readonly now?: number;
  readonly root?: Partial<RootStatement>;
  readonly programme?: Partial<ProgrammeStatement>;
  readonly policy?: Partial<PolicyStatement>;
  /** Added to operator-1, supervisor-1, clerk-1 and clerk-2. */
  readonly people?: readonly Person[];
  /** Addresses of the two witnesses, for the root's log policy. */
  readonly witnessUrls?: readonly string[];
}

/** A whole programme with every secret at hand: root, services, people, the four statements, and the trust they make. */
export interface TestProgramme {
  readonly root: TestService;
  readonly policyService: TestService;
  readonly intake: TestService;
  readonly bootstrap: TestService;
  readonly logKeys: TestLogKeys;
  readonly operator: TestPerson;
  readonly supervisor: TestPerson;
  readonly clerks: readonly [TestPerson, TestPerson];
  readonly envelopes: {
    readonly root: Envelope;
    readonly programme: Envelope;
    readonly policy: Envelope;
    readonly roster: Envelope;
  };
  readonly trust: Trust;
  readonly policyHash: string;
  incident(changes?: Partial<IncidentStatement>): Promise<Envelope>;
  /** The operator's request for an incident envelope. */
  request(incident: Envelope, changes?: Partial<RequestStatement>, signer?: Signer): Promise<Envelope>;
  pause(
    state: PauseStatement['state'],
    sequence: number,
    signers: readonly TestPerson[],
    at?: number,
  ): Promise<Envelope>;
}

export async function makeService(): Promise<TestService> {
  const { privateKey, key } = await generateEd25519();
  return { privateKey, key, signer: await ed25519Signer(privateKey, key) };
}

/** Signs a statement with each signer in turn. */
export async function signed(statement: { kind: string }, ...signers: readonly Signer[]): Promise<Envelope> {
  let envelope = unsignedEnvelope(statement);
  for (const signer of signers) envelope = await signEnvelope(envelope, signer);
  return envelope;
}

/** The value of a verdict that must be ok; throws with the refusal's code otherwise. */
export function must<T>(verdict: Verdict<T>): T {
  if (verdict.kind === 'refused') throw new Error(`${verdict.code}: ${verdict.detail}`);
  return verdict.value;
}

export function rosterStatement(
  people: readonly Person[],
  changes: Partial<RosterStatement> = {},
): RosterStatement {
  const issuedAt = changes.issuedAt ?? TEST_NOW - 3600_000;
  return {
    v: 1,
    kind: 'roster',
    programme: TEST_PROGRAMME,
    epoch: 1,
    previous: null,
    issuedAt,
    expiresAt: issuedAt + 29 * 24 * 3600_000,
    people: [...people],
    ...changes,
  };
}

export async function makeProgramme(options: ProgrammeOptions = {}): Promise<TestProgramme> {
  const synthetic = options.synthetic ?? false;
  const now = options.now ?? TEST_NOW;
  const logKeys = await makeLogKeys();
  const keyKind = synthetic ? 'software' : 'passkey';
  const [root, policyService, intake, bootstrap] = await Promise.all([
    makeService(),
    makeService(),
    makeService(),
    makeService(),
  ]);
  const operator = await makePerson('operator-1', ['operator'], keyKind);
  const supervisor = await makePerson('supervisor-1', ['supervisor'], keyKind);
  const clerks = [
    await makePerson('clerk-1', ['clerk'], keyKind),
    await makePerson('clerk-2', ['clerk'], keyKind),
  ] as const;
  const people = [operator, supervisor, ...clerks].map((p) => p.person).concat(options.people ?? []);
  const rootStatement = {
    v: 1,
    kind: 'root',
    programme: TEST_PROGRAMME,
    version: 1,
    synthetic,
    origin: TEST_ORIGIN,
    rpId: TEST_RP_ID,
    rootKeys: [root.key],
    threshold: 1,
    intakeKeys: [intake.key],
    policyKeys: [policyService.key],
    log: { policy: logKeys.policy(options.witnessUrls) },
    bootstrapKey: bootstrap.key,
    issuedAt: now - 48 * 3600_000,
    ...options.root,
  };
  const envelopes = {
    root: await signed(rootStatement, root.signer),
    programme: await signed(programmeStatement(options.programme), policyService.signer),
    policy: await signed(policyStatement(options.policy), policyService.signer),
    roster: await signed(rosterStatement(people, { issuedAt: now - 3600_000 }), bootstrap.signer),
  };
  let trust = must(await openTrust(envelopes.root));
  for (const envelope of [envelopes.programme, envelopes.policy, envelopes.roster])
    trust = must(await advanceTrust(trust, envelope, now));
  const policyHash = await statementHash(envelopes.policy);
  return {
    root,
    policyService,
    intake,
    bootstrap,
    logKeys,
    operator,
    supervisor,
    clerks,
    envelopes,
    trust,
    policyHash,
    incident: (changes) => signed(incidentStatement(changes), intake.signer),
    request: async (incident, changes, signer = operator.signer) => {
      const facts = {
        incidentHash: await statementHash(incident),
        policyHash,
        operatorId: operator.person.id,
      };
      return signed(requestStatement(facts, changes), signer);
    },
    pause: (state, sequence, signers, at = now) =>
      signed(
        { v: 1, kind: 'pause', programme: TEST_PROGRAMME, sequence, state, reason: 'test', issuedAt: at } as {
          kind: string;
        },
        ...signers.map((person) => person.signer),
      ),
  };
}
