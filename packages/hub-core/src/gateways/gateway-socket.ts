import type { HubToGateway } from '@porchlight/contract';

/** One control connection as the hub sees it. */
export interface GatewaySocket {
  send(message: HubToGateway): void;
  /** WebSocket close code and a short reason. */
  close(code: number, reason: string): void;
}

/** Close codes of the control socket (RFC 6455 §7.4.2, private range). */
export const CLOSE = {
  badMessage: 4400,
  notAuthenticated: 4401,
  replaced: 4409,
  silent: 4408,
} as const;
