import { CLOSED_SHOWN_MS, type IncidentView, QUEUE_LIMIT } from '@porchlight/contract';
import { type Clock, type GatewayId, type IncidentId, isLatLon, ringContains } from '@porchlight/domain';
import {
  type Envelope,
  type IncidentStatement,
  readStatement,
  siteOf,
  verifiedSigners,
} from '@porchlight/statements';
import type { AreaBus } from '../events/area-bus.ts';
import { owesLeaf } from '../leaves/leaf-jobs.ts';
import { type Refused, refuse } from '../problems.ts';
import type { HubStore } from '../store/hub-store.ts';
import type { StoredIncident } from '../store/incident-store.ts';
import type { TrustDesk } from '../trust/trust-desk.ts';
import { type IncidentViewAsk, incidentView } from './incident-view.ts';

export interface IncidentDeskParts {
  readonly store: HubStore;
  readonly clock: Clock;
  readonly trust: TrustDesk;
  readonly bus: AreaBus;
  isOnline(gatewayId: GatewayId): boolean;
}

/** `elsewhere`: another hub took the statement, and does what is done once. */
type NewerListener = (incident: StoredIncident, elsewhere: boolean) => Promise<void>;
type Accepted = { readonly kind: 'accepted' | 'known' | 'older' } | Refused;

/** Takes dispatch-signed incidents into the queue. The hub can not make one: it holds no intake key. */
export class IncidentDesk {
  readonly #parts: IncidentDeskParts;
  readonly #listeners: NewerListener[] = [];

  constructor(parts: IncidentDeskParts) {
    this.#parts = parts;
  }

  /** Called for each newer statement after it is durable; looks follow it or end. */
  onNewer(listener: NewerListener): void {
    this.#listeners.push(listener);
  }

  /** Verified, stored with its audit row, told to every console. The same or an older statement changes nothing. */
  async accept(envelope: Envelope): Promise<Accepted> {
    const { store, clock, trust } = this.#parts;
    const read = await readStatement('incident', envelope);
    if (read.kind === 'refused') return refuse('statement-refused', read.detail);
    const { statement, hash } = read.value;
    const refusal = await this.#refusal(envelope, statement);
    if (refusal) return refusal;
    const receivedAt = clock.now();
    const withinBoundary = ringContains(trust.current.programme.statement.boundary, statement.position);
    const result = await store.transaction(async (stores) => {
      await stores.audit.append({
        at: receivedAt,
        actor: `intake:${statement.feed}`,
        act: 'incident',
        subject: statement.incidentId,
        detail: `${statement.class}, ${statement.status}, statement ${statement.seq}`,
      });
      await owesLeaf(stores, { act: 'incident', incidentId: statement.incidentId });
      return stores.incidents.accept({ statement, hash, envelope, withinBoundary, receivedAt });
    });
    if (result.kind === 'conflict') return refuse('incident-conflict');
    if (result.kind === 'same') return { kind: 'known' };
    if (result.kind === 'older') return { kind: 'older' };
    await this.#tell(result.newest, false);
    return { kind: 'accepted' };
  }

  /** Another hub over the same database took a statement. */
  async takenElsewhere(incidentId: IncidentId): Promise<void> {
    const newest = await this.#parts.store.incidents.newest(incidentId);
    if (newest) await this.#tell(newest, true);
  }

  /** The queue as every console shows it: open incidents, and those closed a short while ago. */
  async views(): Promise<IncidentView[]> {
    const { store, clock } = this.#parts;
    const queue = await store.incidents.queue(clock.now() - CLOSED_SHOWN_MS, QUEUE_LIMIT);
    const ask = this.#ask();
    return Promise.all(queue.map((incident) => incidentView(store.cameras, incident, ask)));
  }

  /** Counts have changed (a camera came, went, paused): consoles get every open incident anew. */
  async refresh(): Promise<void> {
    for (const incident of await this.views())
      if (incident.status === 'open') this.#parts.bus.publish('console', { t: 'incident', incident });
  }

  async #refusal(envelope: Envelope, statement: IncidentStatement): Promise<Refused | undefined> {
    const { root } = this.#parts.trust.current;
    if (statement.programme !== root.programme) return refuse('statement-refused', 'another programme');
    const signers = await verifiedSigners(envelope, root.intakeKeys, siteOf(root));
    if (signers.length === 0) return refuse('not-dispatch');
    const { lat, lon } = statement.position;
    if (!isLatLon(statement.position) || (lat === 0 && lon === 0)) return refuse('no-place');
    return undefined;
  }

  async #tell(incident: StoredIncident, elsewhere: boolean): Promise<void> {
    const view = await incidentView(this.#parts.store.cameras, incident, this.#ask());
    this.#parts.bus.publish('console', { t: 'incident', incident: view });
    for (const listener of this.#listeners) await listener(incident, elsewhere);
  }

  #ask(): IncidentViewAsk {
    const { trust, clock, isOnline } = this.#parts;
    return { trust: trust.current, now: clock.now(), isOnline };
  }
}
