import type {
  CaseNumber,
  ClerkNoView,
  NoViewCaseView,
  NoViewKey,
  NoViewNumbers,
  NoViewPost,
} from '@porchlight/contract';
import type { Clock, LatLon } from '@porchlight/domain';
import type { AreaBus } from '../events/area-bus.ts';
import type { Random } from '../ports.ts';
import { type Refused, refuse } from '../problems.ts';
import type { HubStore } from '../store/hub-store.ts';
import type { NoViewCase } from '../store/no-view-store.ts';
import { hashOfSecret, newCaseNumber, newSecret } from './case-secret.ts';
import { ASKED_MS, caseView, LAPSE_MS } from './case-state.ts';
import { askJob } from './no-view-jobs.ts';

export interface NoViewDeskParts {
  readonly store: HubStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly bus: AreaBus;
}

type Done = { readonly kind: 'ok' } | Refused;

/** Requests that may wait for the office at a time: a flood fills no disk. */
const MOST_WAITING = 500;
const LISTED = 300;
/** Smaller totals are not told. */
const LEAST_TOLD = 5;

/**
 * Neighbours who ask not to be filmed, and the office that sends their requests on. What either is answered is the same, in words
 * and in time, whether no owner was asked or many: nothing here reads the asks, and a job looks for the cameras.
 */
export class NoViewDesk {
  readonly #parts: NoViewDeskParts;

  constructor(parts: NoViewDeskParts) {
    this.#parts = parts;
  }

  /** The secret is answered once and not kept. */
  async receive(post: NoViewPost): Promise<{ kind: 'ok'; caseNumber: CaseNumber; secret: string } | Refused> {
    const { store, clock, random, bus } = this.#parts;
    const receivedAt = clock.now();
    if ((await store.noView.waiting(receivedAt)) >= MOST_WAITING) return refuse('office-full');
    const caseNumber = newCaseNumber(random);
    const { secret, secretHash } = await newSecret(random);
    await store.noView.create({
      ...post,
      caseNumber,
      secretHash,
      receivedAt,
      overAt: receivedAt + LAPSE_MS,
    });
    bus.publish('clerk', null);
    return { kind: 'ok', caseNumber, secret };
  }

  /** A number that does not exist and a wrong secret are answered alike. */
  async follow(key: NoViewKey): Promise<{ kind: 'ok'; view: NoViewCaseView } | Refused> {
    const held = await this.#opened(key);
    return held ? { kind: 'ok', view: caseView(held, this.#parts.clock.now()) } : refuse('case-unknown');
  }

  /** The neighbour takes the request back: owners no longer see it, and what was written is erased at once. */
  async withdraw(key: NoViewKey): Promise<Done> {
    const { store, clock, bus } = this.#parts;
    const held = await this.#opened(key);
    if (held === undefined) return refuse('case-unknown');
    const { caseNumber } = held;
    const ended = await store.transaction(async (stores) => {
      const done = await stores.noView.end(caseNumber, { as: 'withdrawn', at: clock.now(), reason: '' });
      if (done) await stores.noView.forgetOne(caseNumber);
      return done;
    });
    if (!ended) return refuse('case-over');
    bus.publish('clerk', null);
    return { kind: 'ok' };
  }

  /** Public totals; small ones are not told. */
  async numbers(): Promise<NoViewNumbers> {
    const totals = await this.#parts.store.noView.totals(this.#parts.clock.now());
    const told = (count: number): number | null => (count < LEAST_TOLD ? null : count);
    return { received: told(totals.received), sentOn: told(totals.sentOn), ended: told(totals.ended) };
  }

  async list(): Promise<ClerkNoView[]> {
    const now = this.#parts.clock.now();
    const cases = await this.#parts.store.noView.list(now, LISTED);
    return cases.map((held) => {
      const { position, parts, words, radiusM } = held;
      return { ...caseView(held, now), position, parts: [...parts], words, radiusM };
    });
  }

  /** Sends the request on to the owners of cameras near the place, if there are any; a job finds them. */
  async sendOn(
    actor: string,
    caseNumber: CaseNumber,
    where: { readonly position: LatLon; readonly radiusM: number },
  ): Promise<Done> {
    const { store, clock, bus } = this.#parts;
    const at = clock.now();
    const sent = await store.transaction(async (stores) => {
      // No place here: the audit cannot be erased.
      const detail = `${where.radiusM} m`;
      await stores.audit.append({ at, actor, act: 'no-view-sent-on', subject: caseNumber, detail });
      const done = await stores.noView.sendOn(caseNumber, { ...where, at, overAt: at + ASKED_MS });
      if (done) await stores.jobs.enqueue(...askJob(caseNumber));
      return done;
    });
    bus.publish('clerk', null);
    return sent ? { kind: 'ok' } : this.#notSo(caseNumber);
  }

  /** `refused` while the office has it, `closed` while owners are asked. The neighbour reads the reason. */
  async end(actor: string, caseNumber: CaseNumber, as: 'refused' | 'closed', reason: string): Promise<Done> {
    const { store, clock, bus } = this.#parts;
    const at = clock.now();
    const done = await store.transaction(async (stores) => {
      await stores.audit.append({ at, actor, act: `no-view-${as}`, subject: caseNumber, detail: '' });
      return stores.noView.end(caseNumber, { as, at, reason });
    });
    bus.publish('clerk', null);
    return done ? { kind: 'ok' } : this.#notSo(caseNumber);
  }

  async #notSo(caseNumber: CaseNumber): Promise<Refused> {
    return refuse((await this.#parts.store.noView.get(caseNumber)) ? 'case-moved-on' : 'not-found');
  }

  async #opened({ caseNumber, secret }: NoViewKey): Promise<NoViewCase | undefined> {
    const secretHash = await hashOfSecret(secret);
    const held = await this.#parts.store.noView.get(caseNumber);
    return held !== undefined && held.secretHash === secretHash ? held : undefined;
  }
}
