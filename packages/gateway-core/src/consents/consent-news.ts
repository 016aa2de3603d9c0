import type { GatewayToHub } from '@porchlight/contract';
import type { Clock, OwnerId } from '@porchlight/domain';
import type { GatewayLog } from '../ports.ts';
import type { ConsentVerdict } from './take-consent.ts';

type ConsentState = Extract<GatewayToHub, { t: 'consent-state' }>;

/** Tells the hub what became of each consent, and again when one that waited is in force. */
export class ConsentNews {
  readonly #send: (message: GatewayToHub) => boolean;
  readonly #clock: Clock;
  readonly #log: GatewayLog;
  readonly #waiting = new Map<OwnerId, ConsentState>();

  constructor(send: (message: GatewayToHub) => boolean, clock: Clock, log: GatewayLog) {
    this.#send = send;
    this.#clock = clock;
    this.#log = log;
  }

  tell(verdict: ConsentVerdict): void {
    const { kind, owner, detail } = verdict;
    this.#log('consent-taken', { kind, ownerId: owner?.ownerId, version: owner?.version, detail });
    if (owner === undefined) return;
    const effectiveAt = verdict.kind === 'refused' ? this.#clock.now() : verdict.effectiveAt;
    const state: ConsentState = { t: 'consent-state', ...owner, state: kind, effectiveAt, detail };
    if (kind === 'waiting') this.#waiting.set(owner.ownerId, state);
    else if (kind === 'in-force') this.#waiting.delete(owner.ownerId);
    this.#send(state);
  }

  /** Called once a second: announces what has waited long enough. */
  tick(): void {
    for (const [ownerId, state] of this.#waiting)
      if (this.#clock.now() >= state.effectiveAt) this.confirmed(ownerId);
  }

  /** The owner confirmed on the local page, or the wait is over. */
  confirmed(ownerId: OwnerId): void {
    const state = this.#waiting.get(ownerId);
    if (state === undefined) return;
    this.#waiting.delete(ownerId);
    this.#send({ ...state, state: 'in-force', effectiveAt: this.#clock.now() });
  }
}
