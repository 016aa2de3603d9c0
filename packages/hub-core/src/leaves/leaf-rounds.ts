import type { Clock, EpochMs, RequestId } from '@porchlight/domain';
import type { HubLog } from '../ports.ts';
import type { HubStore } from '../store/hub-store.ts';
import type { StoredIncident } from '../store/incident-store.ts';
import type { StoredLook } from '../store/look-store.ts';
import { type LeafWriter, type StandingLeaf, standing } from './leaf-writer.ts';
import { outcomeDueAt, outcomeSubject, type RequestLeaves, readRequest } from './request-leaves.ts';

export interface LeafRoundsParts {
  readonly store: HubStore;
  readonly clock: Clock;
  readonly log: HubLog;
  readonly leaves: LeafWriter;
  readonly requests: RequestLeaves;
  /** The time for disclosures, which cannot be taken back. */
  readonly vouchedTime: () => Promise<EpochMs>;
  /** Work to be done after each round of outcomes, and after each of disclosures. */
  readonly sealed: () => Promise<void>;
  readonly erased: () => Promise<void>;
  /** Of several hubs one makes the rounds. */
  leads(): boolean;
}

const AT_ONCE = 500;
const OUTCOMES_MS = 5000;
const DISCLOSURES_MS = 3600_000;

/** A request whose outcome is still to come. */
export interface OpenRequest {
  readonly look: StoredLook;
  readonly leaf: StandingLeaf;
}

/** Entries that follow others in time: outcomes, disclosures. What a killed hub left undone is found again here. */
export class LeafRounds {
  readonly #parts: LeafRoundsParts;
  readonly #timers: NodeJS.Timeout[];
  #turn: Promise<unknown> = Promise.resolve();

  constructor(parts: LeafRoundsParts) {
    this.#parts = parts;
    this.#timers = [
      setInterval(() => this.#run(() => this.outcomes()), OUTCOMES_MS),
      setInterval(() => this.#run(() => this.disclosures()), DISCLOSURES_MS),
    ];
    this.begin();
  }

  /** At once: this hub has begun to make the rounds. */
  begin(): void {
    this.#run(() => this.disclosures());
  }

  /** Requests without an outcome yet, oldest first. */
  async open(): Promise<OpenRequest[]> {
    return (await this.#owed()).flatMap(({ look, leaf }) => (look ? [{ look, leaf }] : []));
  }

  /** Writes those outcomes whose time has come. */
  async outcomes(): Promise<void> {
    const { clock, requests } = this.#parts;
    for (const { requestId, look, leaf } of await this.#owed()) {
      const dueAt = look ? await this.#dueAt(look) : outcomeDueAt(requests.signedEndOf(leaf), null);
      if (clock.now() >= dueAt) await requests.outcome(look ?? { requestId, cameras: [] }, leaf);
    }
    await this.#parts.sealed();
  }

  /** Writes those disclosures whose day has come. */
  async disclosures(): Promise<void> {
    const { store, requests, vouchedTime } = this.#parts;
    const today = new Date(await vouchedTime()).toISOString().slice(0, 10);
    for (const { subject, row } of await store.log.owed('disclosure', today, AT_ONCE))
      await requests.disclosure(subject, standing(row));
    await this.#parts.erased();
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await this.#turn;
  }

  /** A request whose record was lost, with the hub or its database, between the two writes has no look: it reached nobody. */
  async #owed(): Promise<
    (Pick<OpenRequest, 'leaf'> & { requestId: RequestId; look: StoredLook | undefined })[]
  > {
    const { store } = this.#parts;
    const owed = await store.log.owed('outcome', '9999-12-31', AT_ONCE);
    return Promise.all(
      owed.map(async ({ subject, row }) => {
        const requestId = subject.slice(outcomeSubject('' as RequestId).length) as RequestId;
        return { requestId, look: await store.looks.get(requestId), leaf: standing(row) };
      }),
    );
  }

  async #dueAt(look: StoredLook): Promise<EpochMs> {
    const { statement } = await readRequest(look);
    const newest = await this.#parts.store.incidents.newest(look.incidentId);
    return outcomeDueAt(statement.issuedAt + statement.minutes * 60_000, closedAt(newest));
  }

  #run(work: () => Promise<void>): void {
    if (!this.#parts.leads()) return;
    this.#turn = this.#turn
      .then(work)
      .catch((err: unknown) => this.#parts.log.error({ err }, 'entries that are due were not written'));
  }
}

function closedAt(newest: StoredIncident | undefined): EpochMs | null {
  return newest?.statement.status === 'closed' ? newest.receivedAt : null;
}
