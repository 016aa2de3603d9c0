import type { HubToGateway, TrustFile } from '@porchlight/contract';
import type { Clock } from '@porchlight/domain';
import {
  advanceTrust,
  advanceTrustBundle,
  type Envelope,
  type Held,
  openTrust,
  type PolicyStatement,
  type ProgrammeState,
  type ProgrammeStatement,
  programmeState,
  type RosterStatement,
  statementHash,
  type Trust,
  type Verdict,
} from '@porchlight/statements';
import type { HubStore, HubStores } from '../store/hub-store.ts';
import type { TrustKind } from '../store/trust-store.ts';
import { TrustError } from './trust-error.ts';
import { warmPolicy } from './warm-policy.ts';

type Change = (kind: 'roster' | 'pause' | 'programme' | 'policy') => void;

/** Trust as the hub uses it: programme and policy are always there. */
export type HubTrust = Trust & {
  readonly programme: Held<ProgrammeStatement>;
  readonly policy: Held<PolicyStatement>;
};

/** What the hub holds true about its programme: verified, stored, and handed on as it was received. */
export class TrustDesk {
  readonly #store: HubStore;
  readonly #clock: Clock;
  readonly #listeners: Change[] = [];
  #trust: HubTrust;
  #rosters: readonly Envelope[];

  private constructor(store: HubStore, clock: Clock, trust: HubTrust, rosters: readonly Envelope[]) {
    this.#store = store;
    this.#clock = clock;
    this.#trust = trust;
    this.#rosters = rosters;
  }

  /** Verifies the trust file and what the database holds. Throws {@link TrustError} when they do not fit each other. */
  static async open(file: TrustFile, store: HubStore, clock: Clock): Promise<TrustDesk> {
    const opened = await openTrust(file.root);
    if (opened.kind === 'refused') throw new TrustError('trust-refused', `root: ${opened.detail}`);
    let trust = opened.value;
    const storedRoot = await store.trust.newest('root');
    if (storedRoot && (await openTrust(storedRoot.envelope, trust.pin)).kind === 'refused')
      throw new TrustError('other-programme', 'the database belongs to another programme');
    for (const kind of ['programme', 'policy'] as const) {
      const stored = await store.trust.newest(kind);
      const candidates = stored ? [stored.envelope, file[kind]] : [file[kind]];
      trust = await newestOf(trust, kind, candidates, clock.now());
    }
    warmPolicy(trust.policy?.statement.cedar ?? '');
    const rosters = (await store.trust.all('roster')).map((row) => row.envelope);
    const pause = (await store.trust.newest('pause'))?.envelope ?? null;
    const bundle = await advanceTrustBundle(
      trust,
      { rosters, programme: null, policy: null, pause },
      clock.now(),
    );
    const first = bundle.refusals[0];
    if (first) throw new TrustError('trust-refused', `stored statement: ${first.detail}`);
    const desk = new TrustDesk(store, clock, bundle.trust as HubTrust, rosters);
    await desk.#keepFileStatements();
    return desk;
  }

  get current(): HubTrust {
    return this.#trust;
  }

  get roster(): RosterStatement | undefined {
    return this.#trust.roster?.statement;
  }

  get state(): ProgrammeState {
    return programmeState(this.#trust, this.#clock.now());
  }

  onChange(listener: Change): void {
    this.#listeners.push(listener);
  }

  /** What a gateway is told after connecting and at each change. */
  get bundle(): Extract<HubToGateway, { t: 'trust' }> {
    const { rootEnvelope, programme, policy, pause } = this.#trust;
    return {
      t: 'trust',
      root: rootEnvelope,
      rosters: [...this.#rosters],
      programme: programme.envelope,
      policy: policy.envelope,
      pause: pause?.envelope ?? null,
    };
  }

  /** Verifies against the chain without taking it. */
  async check(envelope: Envelope): Promise<Verdict<Trust>> {
    return advanceTrust(this.#trust, envelope, this.#clock.now());
  }

  /**
   * Takes a roster or pause into force: verified, then stored together with what `along` writes (the audit row), then
   * told to the listeners. A statement already in force is ok and changes nothing.
   */
  async take(
    kind: 'roster' | 'pause',
    envelope: Envelope,
    along: (stores: HubStores) => Promise<void>,
  ): Promise<Verdict<Trust>> {
    const verdict = await this.check(envelope);
    if (verdict.kind === 'refused' || verdict.value === this.#trust) return verdict;
    const held = verdict.value[kind];
    if (held === undefined) return verdict;
    await this.#store.transaction(async (stores) => {
      await along(stores);
      const version = 'epoch' in held.statement ? held.statement.epoch : held.statement.sequence;
      await stores.trust.put(kind, { ...held, version }, this.#clock.now());
    });
    this.#trust = verdict.value as HubTrust;
    if (kind === 'roster') this.#rosters = [...this.#rosters, envelope];
    for (const listener of this.#listeners) listener(kind);
    return verdict;
  }

  /** Takes into force what another hub over the same database has stored. */
  async refresh(): Promise<void> {
    const rosters = (await this.#store.trust.all('roster')).map((row) => row.envelope);
    const pause = (await this.#store.trust.newest('pause'))?.envelope ?? null;
    const stored = { rosters: rosters.slice(this.#rosters.length), programme: null, policy: null, pause };
    const before = this.#trust;
    // What is in force already is refused as older; nothing else can be in the database.
    const { trust } = await advanceTrustBundle(before, stored, this.#clock.now());
    if (this.#trust !== before) return this.refresh();
    if (trust.roster === before.roster && trust.pause === before.pause) return;
    const kind = trust.roster === before.roster ? 'pause' : 'roster';
    this.#trust = trust as HubTrust;
    this.#rosters = rosters;
    for (const listener of this.#listeners) listener(kind);
  }

  async #keepFileStatements(): Promise<void> {
    const { root, rootEnvelope, programme, policy } = this.#trust;
    const now = this.#clock.now();
    const keep = async (kind: TrustKind, version: number, hash: string, envelope: Envelope) => {
      const put = await this.#store.trust.put(kind, { version, hash, envelope }, now);
      if (put.kind === 'fork')
        throw new TrustError('trust-refused', `another ${kind} has version ${version}`);
    };
    await keep('root', root.version, await statementHash(rootEnvelope), rootEnvelope);
    await keep('programme', programme.statement.version, programme.hash, programme.envelope);
    await keep('policy', policy.statement.version, policy.hash, policy.envelope);
  }
}

async function newestOf(
  trust: Trust,
  kind: 'programme' | 'policy',
  candidates: readonly Envelope[],
  now: number,
): Promise<Trust> {
  let current = trust;
  for (const envelope of candidates) {
    const verdict = await advanceTrust(current, envelope, now);
    if (verdict.kind === 'ok') current = verdict.value;
    else if (verdict.code !== 'older') throw new TrustError('trust-refused', `${kind}: ${verdict.detail}`);
  }
  return current;
}
