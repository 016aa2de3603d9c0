import type { GatewayToHub } from '@porchlight/contract';
import type { GatewayId } from '@porchlight/domain';
import type { PublicKey } from '@porchlight/statements';
import type { GatewaySocket } from './gateway-socket.ts';

/** An authenticated control connection. */
export interface GatewayLink {
  readonly gatewayId: GatewayId;
  readonly key: PublicKey;
  readonly socket: GatewaySocket;
  readonly mediaToken: string;
  /** Monotonic time of the last message. */
  heardAt: number;
  /** Messages are handled one after another, in the order they came. */
  work: Promise<void>;
}

/** The bytes a gateway signs to prove its key: `porchlight/gateway-auth/v1` ‖ 0x00 ‖ challenge ‖ gateway id. */
export function gatewayAuthBytes(challenge: Uint8Array, gatewayId: string): Uint8Array<ArrayBuffer> {
  const prefix = new TextEncoder().encode('porchlight/gateway-auth/v1\0');
  const id = new TextEncoder().encode(gatewayId);
  const bytes = new Uint8Array(prefix.length + challenge.length + id.length);
  bytes.set(prefix);
  bytes.set(challenge, prefix.length);
  bytes.set(id, prefix.length + challenge.length);
  return bytes;
}

export type GatewayMessage = Exclude<GatewayToHub, { t: 'auth' } | { t: 'heartbeat' }>;
