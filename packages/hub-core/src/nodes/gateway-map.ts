import type { HubToGateway } from '@porchlight/contract';
import type { GatewayId } from '@porchlight/domain';
import type { GatewayPost } from '../gateways/gateway-post.ts';
import type { NodeNet } from './node-net.ts';

/** Where gateways are connected: to this hub or to one it has a link to. A hub without a link has none, as far as this one knows. */
export class GatewayMap implements GatewayPost {
  readonly #here: GatewayPost;
  readonly #net: NodeNet | undefined;
  readonly #away = new Map<GatewayId, string>();

  constructor(here: GatewayPost, net: NodeNet | undefined) {
    this.#here = here;
    this.#net = net;
  }

  /** Gateways of other hubs. */
  get away(): number {
    return this.#away.size;
  }

  isOnline(gatewayId: GatewayId): boolean {
    return this.#here.isOnline(gatewayId) || this.#away.has(gatewayId);
  }

  /** The other hub that has it; undefined when it is here or nowhere. */
  nodeOf(gatewayId: GatewayId): string | undefined {
    return this.#here.isOnline(gatewayId) ? undefined : this.#away.get(gatewayId);
  }

  send(gatewayId: GatewayId, message: HubToGateway): boolean {
    const nodeId = this.nodeOf(gatewayId);
    if (nodeId === undefined) return this.#here.send(gatewayId, message);
    return this.#net?.send(nodeId, { t: 'to-gateway', gatewayId, message }) ?? false;
  }

  /** It is connected to that hub now. */
  arrived(nodeId: string, gatewayId: GatewayId): void {
    this.#away.set(gatewayId, nodeId);
  }

  /** False when it is known to be elsewhere by now. */
  left(nodeId: string, gatewayId: GatewayId): boolean {
    return this.#away.get(gatewayId) === nodeId && this.#away.delete(gatewayId);
  }

  /** Those of a hub that is gone; they are forgotten. */
  lost(nodeId: string): GatewayId[] {
    const lost = [...this.#away].filter(([, at]) => at === nodeId).map(([gatewayId]) => gatewayId);
    for (const gatewayId of lost) this.#away.delete(gatewayId);
    return lost;
  }
}
