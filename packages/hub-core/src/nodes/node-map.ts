import type { HubToGateway, HubToHost, NodeMessage } from '@porchlight/contract';
import type { GatewayId, HostId } from '@porchlight/domain';
import type { GatewayPost, HostPost, Post } from '../gateways/post.ts';
import type { NodeNet } from './node-net.ts';

/** Where machines of one kind are connected: to this hub or to one it has a link to. A hub without a link has none, as far as this one knows. */
export class NodeMap<Id, Message> implements Post<Id, Message> {
  readonly #here: Post<Id, Message>;
  readonly #net: NodeNet | undefined;
  readonly #forward: (id: Id, message: Message) => NodeMessage;
  readonly #away = new Map<Id, string>();

  /** `forward`: what the other hub is told, so that it hands the message on. */
  constructor(
    here: Post<Id, Message>,
    net: NodeNet | undefined,
    forward: (id: Id, message: Message) => NodeMessage,
  ) {
    this.#here = here;
    this.#net = net;
    this.#forward = forward;
  }

  /** Those of other hubs. */
  get away(): number {
    return this.#away.size;
  }

  isOnline(id: Id): boolean {
    return this.#here.isOnline(id) || this.#away.has(id);
  }

  /** The other hub that has it; undefined when it is here or nowhere. */
  nodeOf(id: Id): string | undefined {
    return this.#here.isOnline(id) ? undefined : this.#away.get(id);
  }

  send(id: Id, message: Message): boolean {
    const nodeId = this.nodeOf(id);
    if (nodeId === undefined) return this.#here.send(id, message);
    return this.#net?.send(nodeId, this.#forward(id, message)) ?? false;
  }

  /** It is connected to that hub now. True when a third one had it before. */
  arrived(nodeId: string, id: Id): boolean {
    const before = this.#away.get(id);
    this.#away.set(id, nodeId);
    return before !== undefined && before !== nodeId;
  }

  /** It is connected here now. True when another hub had it before. */
  arrivedHere(id: Id): boolean {
    return this.#away.delete(id);
  }

  /** False when it is known to be elsewhere by now. */
  left(nodeId: string, id: Id): boolean {
    return this.#away.get(id) === nodeId && this.#away.delete(id);
  }

  /** Those of a hub that is gone; they are forgotten. */
  lost(nodeId: string): Id[] {
    const lost = [...this.#away].filter(([, at]) => at === nodeId).map(([id]) => id);
    for (const id of lost) this.#away.delete(id);
    return lost;
  }
}

/** Where gateways are connected. */
export type GatewayMap = NodeMap<GatewayId, HubToGateway>;
/** `net` undefined: this hub is alone. */
export const gatewayMap = (here: GatewayPost, net: NodeNet | undefined): GatewayMap =>
  new NodeMap(here, net, (gatewayId, message) => ({ t: 'to-gateway', gatewayId, message }));

/** Where hosts are connected. */
export type HostMap = NodeMap<HostId, HubToHost>;
/** `net` undefined: this hub is alone. */
export const hostMap = (here: HostPost, net: NodeNet | undefined): HostMap =>
  new NodeMap(here, net, (hostId, message) => ({ t: 'to-host', hostId, message }));
