import type { TrustFile } from '@porchlight/contract';
import type { Ring } from '@porchlight/domain';
import {
  type Auditor,
  type Ed25519Key,
  type Envelope,
  ed25519Signer,
  generateEd25519,
  type HostEntry,
  type PolicyStatement,
  type ProgrammeStatement,
  type RootStatement,
  rootPin,
  signEnvelope,
  unsignedEnvelope,
} from '@porchlight/statements';
import { type LogWitness, logNameOf, logPolicy, logVerifierKey } from './log-policy.ts';

/** What a person decides about a programme before it exists. Times in milliseconds since 1970 UTC. */
export interface ProgrammeChoice {
  readonly id: ProgrammeStatement['programme'];
  readonly name: string;
  /** True for the demo and training only: software keys count, and cameras must be simulated ones. */
  readonly synthetic: boolean;
  readonly origin: string;
  readonly timeZone: string;
  readonly boundary: Ring;
  readonly startsAt: number;
  readonly endsAt: number;
  readonly selfAttestedDispatch: boolean;
  /** Who may run gateways for owners. */
  readonly hosts?: readonly HostEntry[];
  /** Root keys made beforehand, two of which will sign; absent: three are made here and two sign at once. */
  readonly rootKeys?: readonly Ed25519Key[];
  /** Outside witnesses of the public log, and how many of them a checkpoint needs. */
  readonly witnesses: readonly LogWitness[];
  readonly quorum: number;
  /** Who outside may open every entry. */
  readonly auditors?: readonly Auditor[];
  readonly policy: Pick<
    PolicyStatement,
    'title' | 'cedar' | 'radiusM' | 'maxMinutes' | 'defaultMinutes' | 'natureCodes'
  >;
}

type KeyPair = Awaited<ReturnType<typeof generateEd25519>>;

export interface CreatedProgramme {
  readonly trust: TrustFile;
  readonly pin: string;
  /** The log's verifier key, for its witnesses. */
  readonly logKey: string;
  /** Root keys: any two of the three; none when they were made beforehand, and `trust` is a draft to be signed then. */
  readonly keys: {
    readonly root: readonly KeyPair[];
    readonly policy: KeyPair;
    readonly intake: KeyPair;
    readonly log: KeyPair;
  };
  /** The 32-byte seed of the bootstrap key: the secret of the one-time administrator link. It is stored nowhere. */
  readonly bootstrap: KeyPair;
}

/**
 * Makes the keys and the first statements of a programme: root (self-signed), programme and policy (signed by the
 * policy key). The roster starts empty; epoch 1 is signed by whoever opens the administrator link.
 */
export async function createProgramme(choice: ProgrammeChoice, now: number): Promise<CreatedProgramme> {
  const root = choice.rootKeys
    ? []
    : [await generateEd25519(), await generateEd25519(), await generateEd25519()];
  const [log, policy, intake, bootstrap] = await Promise.all([
    generateEd25519(),
    generateEd25519(),
    generateEd25519(),
    generateEd25519(),
  ]);
  const rootStatement: RootStatement = {
    v: 1,
    kind: 'root',
    programme: choice.id,
    version: 1,
    synthetic: choice.synthetic,
    origin: choice.origin,
    rpId: new URL(choice.origin).hostname,
    rootKeys: [...(choice.rootKeys ?? root.map(({ key }) => key))],
    threshold: 2,
    intakeKeys: [intake.key],
    policyKeys: [policy.key],
    log: { policy: logPolicy({ ...choice, name: logNameOf(choice.origin) }, log.key.raw) },
    bootstrapKey: bootstrap.key,
    ...(choice.auditors && choice.auditors.length > 0 && { auditors: [...choice.auditors] }),
    issuedAt: now,
  };
  const programmeStatement: ProgrammeStatement = {
    v: 1,
    kind: 'programme',
    programme: choice.id,
    version: 1,
    name: choice.name,
    timeZone: choice.timeZone,
    boundary: choice.boundary.map(([lon, lat]): [number, number] => [lon, lat]),
    startsAt: choice.startsAt,
    endsAt: choice.endsAt,
    selfAttestedDispatch: choice.selfAttestedDispatch,
    ...(choice.hosts && choice.hosts.length > 0 && { hosts: [...choice.hosts] }),
    issuedAt: now,
  };
  const policyStatement: PolicyStatement = {
    v: 1,
    kind: 'policy',
    programme: choice.id,
    version: 1,
    ...choice.policy,
    issuedAt: now,
  };
  const sign = async (statement: { readonly kind: string }, ...pairs: KeyPair[]): Promise<Envelope> => {
    let envelope = unsignedEnvelope(statement);
    for (const { privateKey, key } of pairs)
      envelope = await signEnvelope(envelope, await ed25519Signer(privateKey, key));
    return envelope;
  };
  return {
    trust: {
      schema: 'porchlight/trust/v1',
      root: await sign(rootStatement, ...root.slice(0, 2)),
      programme: await sign(programmeStatement, policy),
      policy: await sign(policyStatement, policy),
    },
    pin: await rootPin(rootStatement),
    logKey: logVerifierKey(logNameOf(choice.origin), log.key.raw),
    keys: { root, policy, intake, log },
    bootstrap,
  };
}
