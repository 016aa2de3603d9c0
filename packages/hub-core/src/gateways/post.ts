import type { HubToGateway, HubToHost } from '@porchlight/contract';
import type { GatewayId, HostId } from '@porchlight/domain';

/** The way to connected machines of one kind. */
export interface Post<Id, Message> {
  isOnline(id: Id): boolean;
  /** False when it is not connected; nothing is kept for later. */
  send(id: Id, message: Message): boolean;
}

/** The way to connected gateways. */
export type GatewayPost = Post<GatewayId, HubToGateway>;

/** The way to connected hosts. */
export type HostPost = Post<HostId, HubToHost>;
