import type { NodeMessage } from '@porchlight/contract';
import type { Clock, GatewayId, OwnerId } from '@porchlight/domain';
import type { AreaBus } from '../events/area-bus.ts';
import type { GatewayDesk } from '../gateways/gateway-desk.ts';
import type { LogSealer } from '../log/log-sealer.ts';
import type { LookDesk } from '../looks/look-desk.ts';
import type { OutcomeDesk } from '../looks/outcome-desk.ts';
import type { BoxDesk } from '../owners/box-desk.ts';
import type { OwnerDesk } from '../owners/owner-desk.ts';
import type { HubStore } from '../store/hub-store.ts';
import type { GuestLooks } from './guest-looks.ts';
import type { LogShare } from './log-share.ts';
import type { LookMirror } from './look-mirror.ts';
import type { NodeHosts } from './node-hosts.ts';
import type { GatewayMap } from './node-map.ts';
import type { NodeVoice } from './node-voice.ts';

export interface NodeInboxParts {
  readonly store: HubStore;
  readonly clock: Clock;
  readonly bus: AreaBus;
  readonly gateways: GatewayDesk;
  readonly map: GatewayMap;
  readonly mirror: LookMirror;
  readonly guests: GuestLooks;
  readonly share: LogShare;
  readonly sealer: LogSealer;
  readonly looks: LookDesk;
  readonly outcomes: OutcomeDesk;
  readonly owners: OwnerDesk;
  readonly boxes: BoxDesk;
  readonly nodeHosts: NodeHosts;
  readonly voice: NodeVoice;
  countsChanged(): void;
}

type Of<T extends NodeMessage['t']> = Extract<NodeMessage, { t: T }>;

/** What other hubs say, and what their end means. */
export class NodeInbox {
  readonly #parts: NodeInboxParts;

  constructor(parts: NodeInboxParts) {
    this.#parts = parts;
  }

  async received(nodeId: string, message: NodeMessage): Promise<void> {
    const { gateways, guests, looks, owners, nodeHosts, sealer, share } = this.#parts;
    switch (message.t) {
      case 'gateways':
        for (const gatewayId of message.online) this.#arrived(nodeId, gatewayId);
        return;
      case 'gateway':
        if (message.online) this.#arrived(nodeId, message.gatewayId);
        else await this.#left(nodeId, message.gatewayId);
        return;
      case 'to-gateway':
        gateways.send(message.gatewayId, message.message);
        return;
      case 'from-gateway':
        return this.#fromGateway(message);
      case 'hosts':
      case 'host':
      case 'to-host':
      case 'taken-in':
        return nodeHosts.received(nodeId, message);
      case 'ask':
        return guests.ask(nodeId, message);
      case 'unasked': {
        const look = looks.find(message.requestId);
        if (look) looks.unasked(look, message.cameraIds);
        return;
      }
      case 'close-seat':
        if (guests.homeOf(message.requestId) === nodeId) guests.close(message.requestId, message.cameraId);
        return;
      case 'look':
        return this.#look(nodeId, message);
      case 'end-look': {
        const look = looks.find(message.requestId);
        if (look) await looks.end(look, 'operator-end');
        return;
      }
      case 'owner-closed':
        owners.closed(message);
        return;
      case 'page':
        return this.#page(message);
      default:
        return share.received(nodeId, message, sealer);
    }
  }

  /** That hub is gone, or cannot be reached: what hangs on it ends here. */
  async gone(nodeId: string, because: string): Promise<void> {
    const { guests, map, mirror, outcomes, boxes, countsChanged } = this.#parts;
    guests.homeLost(nodeId);
    const gateways = map.lost(nodeId);
    for (const { look, owners } of mirror.lost(nodeId, because)) this.#show(look, owners);
    for (const gatewayId of gateways) boxes.lost(gatewayId);
    countsChanged();
    await Promise.all(gateways.map((gatewayId) => outcomes.gatewayLost(gatewayId)));
  }

  async #fromGateway({ gatewayId, message }: Of<'from-gateway'>): Promise<void> {
    const { boxes, outcomes, store } = this.#parts;
    if (message.t === 'box-answer') boxes.answered(gatewayId, message.callId, message.reply);
    if (message.t !== 'outcome') return;
    const gateway = await store.gateways.get(gatewayId);
    if (gateway) await outcomes.take(message.envelope, gateway);
  }

  #arrived(nodeId: string, gatewayId: GatewayId): void {
    const { gateways, map, countsChanged } = this.#parts;
    if (gateways.isOnline(gatewayId)) gateways.release(gatewayId);
    map.arrived(nodeId, gatewayId);
    countsChanged();
  }

  async #left(nodeId: string, gatewayId: GatewayId): Promise<void> {
    const { map, boxes, outcomes, countsChanged } = this.#parts;
    if (!map.left(nodeId, gatewayId)) return;
    boxes.lost(gatewayId);
    countsChanged();
    await outcomes.gatewayLost(gatewayId);
  }

  #look(nodeId: string, { look, owners, places }: Of<'look'>): void {
    this.#parts.mirror.take({ nodeId, look, owners, places: new Map(places) }, this.#parts.clock.monotonic());
    this.#show(look, owners);
  }

  #show(look: Of<'look'>['look'], owners: readonly OwnerId[]): void {
    const { bus, voice } = this.#parts;
    voice.quietly(() => {
      bus.publish('console', { t: 'look', look });
      for (const ownerId of owners) bus.publish('owner', ownerId);
      bus.publish('clerk', null);
    });
  }

  #page({ ownerId }: Of<'page'>): void {
    const { bus, voice, countsChanged } = this.#parts;
    voice.quietly(() => (ownerId === null ? bus.publish('clerk', null) : bus.publish('owner', ownerId)));
    if (ownerId !== null) countsChanged();
  }
}
