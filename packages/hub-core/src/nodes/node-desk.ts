import type { Clock, GatewayId, IncidentId, RequestId } from '@porchlight/domain';
import { auditClosing } from '../closing-audit.ts';
import type { GatewayDesk } from '../gateways/gateway-desk.ts';
import type { IncidentDesk } from '../incidents/incident-desk.ts';
import type { LogSealer } from '../log/log-sealer.ts';
import { endOrphans } from '../looks/end-orphans.ts';
import type { LookDesk } from '../looks/look-desk.ts';
import type { OwnerClosed } from '../owners/owner-desk.ts';
import type { HubLog } from '../ports.ts';
import type { HubStore } from '../store/hub-store.ts';
import type { LiveNode, NodeNews } from '../store/node-store.ts';
import type { TrustDesk } from '../trust/trust-desk.ts';
import type { GuestLooks } from './guest-looks.ts';
import { Lead } from './lead.ts';
import type { LogShare } from './log-share.ts';
import type { LookMirror, LookPlaces } from './look-mirror.ts';
import type { NodeHosts } from './node-hosts.ts';
import type { NodeInbox } from './node-inbox.ts';
import type { NodeNet } from './node-net.ts';
import type { NodeVoice } from './node-voice.ts';

export interface NodeDeskParts {
  readonly net: NodeNet;
  readonly store: HubStore;
  readonly clock: Clock;
  readonly log: HubLog;
  readonly trust: TrustDesk;
  readonly gateways: GatewayDesk;
  readonly mirror: LookMirror;
  readonly guests: GuestLooks;
  readonly share: LogShare;
  readonly sealer: LogSealer;
  readonly incidents: IncidentDesk;
  readonly looks: LookDesk;
  readonly inbox: NodeInbox;
  readonly nodeHosts: NodeHosts;
  readonly voice: NodeVoice;
  countsChanged(): void;
  /** What only one hub does, such as jobs. Resolves with what ends it. */
  startRounds(): Promise<() => Promise<void>>;
}

/** What a console reads of a look whose hub is gone. */
const HUB_GONE = 'The hub was started again.';
const SWEEP_EVERY = 60;
/** A hub that has not met the others by then serves without them. */
const MEETING_MS = 5000;
const MIRROR_WAIT_MS = 1000;
const MIRROR_POLL_MS = 20;

/**
 * One hub among several over one database: it holds its lease, hands on what belongs elsewhere, and closes what it can no
 * longer vouch for. A link that breaks counts as the other hub's end until it is back.
 */
export class NodeDesk {
  readonly #parts: NodeDeskParts;
  readonly #lead: Lead;
  readonly #seen = new Set<number>();
  #endRounds: (() => Promise<void>) | undefined;
  #stopListening: (() => Promise<void>) | undefined;
  #reading: Promise<void> | undefined;
  #readAgain = false;
  #beats = 0;
  readonly #begunAt: number;
  #others: readonly LiveNode[] = [];
  #met = false;

  constructor(parts: NodeDeskParts) {
    this.#parts = parts;
    const { store, clock, log, net, inbox } = parts;
    this.#begunAt = clock.monotonic();
    this.#lead = new Lead({
      store: store.nodes,
      clock,
      log,
      address: net.address,
      onBeat: (others) => this.#onBeat(others),
      onLead: (leads) => this.#onLead(leads),
      onCutOff: () => this.#closeAll(),
    });
    net.listen({
      up: (nodeId) => this.#up(nodeId),
      down: (nodeId) => this.#down(nodeId),
      message: (nodeId, message) => this.#run(inbox.received(nodeId, message), message.t),
    });
  }

  /** Resolves when this hub holds its lease and knows what changed since it read the database. */
  async begin(): Promise<void> {
    const { store, trust } = this.#parts;
    await this.#lead.begin();
    await trust.refresh();
    this.#stopListening = store.onNews(() => this.#lead.beat());
  }

  /** Callers may come: it reaches the database, and has once had a link to every hub that lives and a checkpoint to show. */
  get ready(): boolean {
    const { net, sealer, clock } = this.#parts;
    const linked = net.linked();
    this.#met ||= clock.monotonic() - this.#begunAt > MEETING_MS;
    this.#met ||= sealer.newest !== undefined && this.#others.every(({ nodeId }) => linked.includes(nodeId));
    return this.#met && !this.#lead.cutOff;
  }

  /** Another hub may lead from now on; this one still serves. */
  async resign(): Promise<void> {
    await this.#lead.resign();
  }

  async close(): Promise<void> {
    await this.#stopListening?.();
    await this.#lead.close().catch((err: unknown) => {
      this.#parts.log.warn({ err }, 'the lease of this hub was not given up: it runs out');
    });
    await this.#reading;
    this.#parts.net.close();
  }

  /** Who may watch a look of another hub; waits a moment for one that was granted just now. */
  async placesOf(requestId: RequestId): Promise<LookPlaces | undefined> {
    const { mirror } = this.#parts;
    for (let waited = 0; mirror.find(requestId) === undefined && waited < MIRROR_WAIT_MS; ) {
      await new Promise((resolve) => setTimeout(resolve, MIRROR_POLL_MS));
      waited += MIRROR_POLL_MS;
    }
    const found = mirror.find(requestId);
    const gatewayOf: LookPlaces['gatewayOf'] = (cameraId) => found?.places.get(cameraId);
    return found && { operatorId: found.look.operatorId, gatewayOf };
  }

  /** The operator (or a supervisor) ends a look of another hub. False when that one cannot be reached: then it ends by itself. */
  async endLook(requestId: RequestId, actor: string): Promise<boolean> {
    const { mirror, net, store, log, clock } = this.#parts;
    const home = mirror.find(requestId)?.nodeId;
    if (home === undefined) return false;
    const row = { at: clock.now(), actor, act: 'look-end', subject: requestId, detail: '' };
    const sent = net.send(home, { t: 'end-look', requestId });
    await auditClosing(store.audit, log, row);
    return sent;
  }

  tellClosed(closed: OwnerClosed): void {
    this.#parts.voice.closed(closed);
  }

  #up(nodeId: string): void {
    const { voice, nodeHosts, share, sealer, log } = this.#parts;
    log.info({ nodeId }, 'another hub is linked');
    voice.greet(nodeId);
    nodeHosts.greet(nodeId);
    share.greet(nodeId, sealer.newest);
  }

  #down(nodeId: string): void {
    const { inbox, nodeHosts, share, log } = this.#parts;
    log.warn({ nodeId }, 'the link to another hub is lost');
    nodeHosts.gone(nodeId);
    share.lost(nodeId);
    this.#lead.lost(nodeId);
    this.#run(inbox.gone(nodeId, HUB_GONE), 'gone');
  }

  #onBeat(others: readonly LiveNode[]): void {
    const { net, store, clock, sealer } = this.#parts;
    this.#others = others;
    net.meet(store.nodes.self, others);
    this.#readNews();
    if (!this.#lead.leads) return;
    this.#run(sealer.catchUp(), 'catch-up');
    this.#run(endOrphans(store, clock), 'orphans');
    if (this.#beats++ % SWEEP_EVERY === 0) this.#run(store.nodes.sweep(), 'sweep');
  }

  #readNews(): void {
    this.#readAgain = true;
    this.#reading ??= this.#news()
      .catch((err: unknown) => this.#parts.log.warn({ err }, 'news of other hubs was not read'))
      .finally(() => {
        this.#reading = undefined;
      });
  }

  /** News is remembered while the database still lists it: rows that commit late are not missed, and none is acted on twice. */
  async #news(): Promise<void> {
    while (this.#readAgain) {
      this.#readAgain = false;
      const news = await this.#parts.store.nodes.news();
      const listed = new Set(news.map(({ id }) => id));
      for (const id of this.#seen) if (!listed.has(id)) this.#seen.delete(id);
      for (const each of news.filter(({ id }) => !this.#seen.has(id))) {
        await this.#heard(each);
        this.#seen.add(each.id);
      }
    }
  }

  async #heard({ what, subject }: NodeNews): Promise<void> {
    const { trust, incidents, gateways, countsChanged } = this.#parts;
    if (what === 'trust') await trust.refresh();
    if (what === 'incident') await incidents.takenElsewhere(subject as IncidentId);
    if (what !== 'gateway') return;
    gateways.tellAgain(subject as GatewayId);
    countsChanged();
  }

  async #onLead(leads: boolean): Promise<void> {
    const { share, sealer, log, startRounds } = this.#parts;
    log.info({ leads }, leads ? 'this hub leads' : 'this hub does not lead');
    share.leads = leads;
    await this.#endRounds?.();
    this.#endRounds = undefined;
    if (!leads) return;
    await sealer.lead();
    this.#endRounds = await startRounds();
  }

  /** The database does not answer: nobody can say what still holds, and other hubs take this one for dead. */
  #closeAll(): void {
    const { log, guests, looks } = this.#parts;
    log.error({}, 'this hub is cut off from the database: every look ends');
    guests.endAll();
    this.#run(looks.endAll('hub-stopped'), 'cut-off');
  }

  #run(work: Promise<unknown>, what: string): void {
    work.catch((err: unknown) =>
      this.#parts.log.error({ err, what }, 'what concerns another hub was not done'),
    );
  }
}
