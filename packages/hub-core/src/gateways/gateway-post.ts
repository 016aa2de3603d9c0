import type { HubToGateway } from '@porchlight/contract';
import type { GatewayId } from '@porchlight/domain';

/** The way to connected gateways. */
export interface GatewayPost {
  isOnline(gatewayId: GatewayId): boolean;
  /** False when the gateway is not connected; nothing is kept for later. */
  send(gatewayId: GatewayId, message: HubToGateway): boolean;
}
