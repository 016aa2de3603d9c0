import { NODE_BEAT_MS, NODE_LEASE_MS } from '@porchlight/contract';
import type { Clock } from '@porchlight/domain';
import type { HubLog } from '../ports.ts';
import type { LiveNode, NodeStore } from '../store/node-store.ts';

export interface LeadParts {
  readonly store: NodeStore;
  readonly clock: Clock;
  readonly log: HubLog;
  readonly address: string;
  /** After each beat that reached the database. */
  readonly onBeat: (others: readonly LiveNode[]) => void;
  /** This hub leads now, or no longer. Calls do not overlap. */
  readonly onLead: (leads: boolean) => Promise<void>;
  /** The database has not answered for longer than a lease: others take this hub for dead. Once for each time. */
  readonly onCutOff: () => void;
}

/** This hub's lease, and whether it leads. Keeping two leaders apart is no matter of safety: the head of the log is moved by compare-and-swap. */
export class Lead {
  readonly #parts: LeadParts;
  #timer: NodeJS.Timeout | undefined;
  #lead: string | null = null;
  #leads = false;
  #resigned = false;
  #beatAt: number;
  #cutOff = false;
  #turn: Promise<void> = Promise.resolve();
  #beating: Promise<void> | undefined;

  constructor(parts: LeadParts) {
    this.#parts = parts;
    this.#beatAt = parts.clock.monotonic();
  }

  get leads(): boolean {
    return this.#leads;
  }

  /** The database has not answered for a lease. */
  get cutOff(): boolean {
    return this.#cutOff;
  }

  /** The first beat; rejects when the database does not take it. */
  async begin(): Promise<void> {
    this.#beatAt = this.#parts.clock.monotonic();
    await this.#renew();
    await this.#turn;
    this.#timer = setInterval(() => this.beat(), NODE_BEAT_MS);
  }

  /** At once, beside the regular ones. A database that hangs is noticed here: nobody waits for its answer. */
  beat(): void {
    this.#judge();
    this.#beating ??= this.#renew()
      .catch((err: unknown) => this.#parts.log.warn({ err }, 'the lease of this hub was not renewed'))
      .finally(() => {
        this.#beating = undefined;
      });
  }

  /** The link to that hub broke. If it led, this one may lead: at worst two do for a second. */
  lost(nodeId: string): void {
    if (nodeId !== this.#lead || this.#resigned) return;
    this.#parts.store.takeLead(nodeId, NODE_LEASE_MS).then(
      (taken) => taken && this.#is(this.#parts.store.self),
      (err: unknown) => this.#parts.log.warn({ err }, 'the lead was not taken over'),
    );
  }

  /** Somebody else may lead; this hub will not again. */
  async resign(): Promise<void> {
    this.#resigned = true;
    this.#is(null);
    await this.#turn;
    await this.#parts.store.leave(false);
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#beating;
    this.#is(null);
    await this.#turn;
    await this.#parts.store.leave(true);
  }

  async #renew(): Promise<void> {
    const { store, address, onBeat, clock } = this.#parts;
    const { others, lead } = await store.beat(address, NODE_LEASE_MS, !this.#resigned);
    this.#beatAt = clock.monotonic();
    this.#cutOff = false;
    this.#is(this.#resigned && lead === store.self ? null : lead);
    onBeat(others);
  }

  #judge(): void {
    const { clock, onCutOff } = this.#parts;
    if (this.#cutOff || clock.monotonic() - this.#beatAt < NODE_LEASE_MS) return;
    this.#cutOff = true;
    this.#is(null);
    onCutOff();
  }

  #is(lead: string | null): void {
    this.#lead = lead;
    const leads = lead === this.#parts.store.self;
    if (leads === this.#leads) return;
    this.#leads = leads;
    this.#turn = this.#turn
      .then(() => this.#parts.onLead(leads))
      .catch((err: unknown) =>
        this.#parts.log.error({ err, leads }, 'the lead was not taken or given up in order'),
      );
  }
}
