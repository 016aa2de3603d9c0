import type { ClerkOverview } from '@porchlight/contract';
import type { Clock } from '@porchlight/domain';
import {
  clerksNeeded,
  clerksWhoSigned,
  type Envelope,
  type PauseStatement,
  payloadTypeOf,
  type RosterStatement,
  readStatement,
  siteOf,
} from '@porchlight/statements';
import type { AreaBus } from '../events/area-bus.ts';
import type { GatewayDesk } from '../gateways/gateway-desk.ts';
import type { LookDesk } from '../looks/look-desk.ts';
import { type Refused, refuse } from '../problems.ts';
import type { HubStore, HubStores } from '../store/hub-store.ts';
import type { TrustDesk } from '../trust/trust-desk.ts';
import { inviteView, pendingView, programmeView, startOfDay } from './clerk-overview.ts';
import { statementSummary } from './statement-summary.ts';

export interface ClerkDeskParts {
  readonly store: HubStore;
  readonly clock: Clock;
  readonly bus: AreaBus;
  readonly trust: TrustDesk;
  readonly looks: LookDesk;
  readonly gateways: GatewayDesk;
  /** What the other hubs have. */
  elsewhere(): { readonly gateways: number; readonly looks: number };
}

type Posted = { readonly kind: 'in-force' | 'pending'; readonly needs: number } | Refused;
type Read = {
  readonly kind: 'roster' | 'pause';
  readonly statement: RosterStatement | PauseStatement;
  readonly hash: string;
};

/** The clerk's acts. The hub holds no key that could sign one of them. */
export class ClerkDesk {
  readonly #parts: ClerkDeskParts;

  constructor(parts: ClerkDeskParts) {
    this.#parts = parts;
  }

  async overview(me: { readonly id: string; readonly name: string }): Promise<ClerkOverview> {
    const { store, clock, trust } = this.#parts;
    const [invites, pending, counts] = await Promise.all([
      store.people.invites(clock.now()),
      store.people.pending(),
      this.#counts(),
    ]);
    const views = await Promise.all(pending.map((statement) => pendingView(statement, trust.current)));
    return {
      me: { personId: me.id, name: me.name },
      ...(await programmeView(trust.current, trust.state)),
      invites: await Promise.all(invites.map(inviteView)),
      pending: views.filter((view) => view !== undefined),
      counts,
    };
  }

  /** Takes a pause or roster with this clerk's signature: into force when enough clerks signed, else kept for the next. */
  async post(me: { readonly id: string }, envelope: Envelope): Promise<Posted> {
    const read = await readClerkStatement(envelope);
    if (read.kind === 'refused') return read;
    const { trust } = this.#parts;
    const inForce = trust.roster;
    if (inForce === undefined) return refuse('not-allowed', 'There is no roster yet.');
    const signed = await clerksWhoSigned(inForce, envelope, siteOf(trust.current.root));
    if (!signed.some((id) => id === me.id)) return refuse('other-person');
    const needs = clerksNeeded(inForce, read.value.statement, trust.current.twoClerks);
    const verdict = await trust.check(envelope);
    if (verdict.kind === 'ok') return this.#inForce(me.id, read.value, envelope, needs);
    if (verdict.code !== 'needs-more-signatures') return refuse('statement-refused', verdict.detail);
    const together = await this.#addPending(me.id, read.value, envelope);
    const again = await trust.check(together);
    if (again.kind === 'ok') return this.#inForce(me.id, read.value, together, needs);
    return { kind: 'pending', needs };
  }

  /** Roster epoch 1, signed with the one-time administrator link. */
  async start(envelope: Envelope): Promise<{ kind: 'ok' } | Refused> {
    const { trust } = this.#parts;
    if (trust.roster !== undefined) return refuse('already-started');
    const read = await readClerkStatement(envelope);
    if (read.kind === 'refused') return read;
    if (read.value.kind !== 'roster') return refuse('statement-refused', 'a roster is expected');
    const verdict = await trust.take('roster', envelope, (stores) =>
      this.#audit(stores, 'administrator link', 'roster', read.value),
    );
    return verdict.kind === 'ok' ? { kind: 'ok' } : refuse('statement-refused', verdict.detail);
  }

  async #inForce(actor: string, read: Read, envelope: Envelope, needs: number): Promise<Posted> {
    const { trust, bus } = this.#parts;
    const verdict = await trust.take(read.kind, envelope, async (stores) => {
      await this.#audit(stores, actor, read.kind, read);
      const { statement } = read;
      const version = statement.kind === 'roster' ? statement.epoch : statement.sequence;
      await stores.people.dropPending(read.kind, version);
    });
    if (verdict.kind === 'refused') return refuse('statement-refused', verdict.detail);
    bus.publish('clerk', null);
    return { kind: 'in-force', needs };
  }

  async #addPending(actor: string, read: Read, envelope: Envelope): Promise<Envelope> {
    const { store, clock, bus, trust } = this.#parts;
    const { statement, hash, kind } = read;
    const pending = await store.transaction(async (stores) => {
      await this.#audit(stores, actor, `${kind}-signed`, read);
      return stores.people.addPending({
        kind,
        version: statement.kind === 'roster' ? statement.epoch : statement.sequence,
        hash,
        envelope,
        summary: statementSummary(statement, trust.roster),
        createdAt: clock.now(),
      });
    });
    bus.publish('clerk', null);
    return pending.envelope;
  }

  async #audit(stores: HubStores, actor: string, act: string, read: Read): Promise<void> {
    const detail = statementSummary(read.statement, this.#parts.trust.roster);
    await stores.audit.append({ at: this.#parts.clock.now(), actor, act, subject: read.hash, detail });
  }

  async #counts(): Promise<ClerkOverview['counts']> {
    const { store, clock, gateways, looks, elsewhere } = this.#parts;
    const others = elsewhere();
    const now = clock.now();
    const [owners, cameras, looksToday] = await Promise.all([
      store.owners.count(),
      store.cameras.counts(),
      store.looks.countStarted(startOfDay(now), now + 1),
    ]);
    return {
      owners,
      ...cameras,
      gatewaysOnline: gateways.online.length + others.gateways,
      looksToday,
      looksRunning: looks.running().length + others.looks,
    };
  }
}

async function readClerkStatement(
  envelope: Envelope,
): Promise<{ readonly kind: 'ok'; readonly value: Read } | Refused> {
  const kind = (['roster', 'pause'] as const).find((k) => payloadTypeOf(k) === envelope.payloadType);
  if (kind === undefined) return refuse('statement-refused', 'a roster or a pause is expected');
  const read = await readStatement(kind, envelope);
  if (read.kind === 'refused') return refuse('statement-refused', read.detail);
  return { kind: 'ok', value: { kind, statement: read.value.statement, hash: read.value.hash } };
}
