import { gatewayToHubSchema, MAX_CONTROL_MESSAGE_BYTES } from '@porchlight/contract';
import { CLOSE, type Hub } from '@porchlight/hub-core';
import { WebSocket } from 'ws';
import { parseText } from './parse-text.ts';
import type { MachineSocket } from './upgrade.ts';

/** A control message waiting in the socket longer than this is no longer worth sending. */
const MAX_BUFFERED = 8 * 1024 * 1024;
/** Connections that have not proved a key yet, all addresses together. */
const MAX_UNPROVED = 500;

/** /api/gateway/control: words between hub and gateway. The gateway proves its key before anything else, within `proofMs`. */
export function gatewayControl(hub: Hub, proofMs: number): MachineSocket {
  const unproved = new Set<WebSocket>();
  return {
    path: '/api/gateway/control',
    maxPayload: MAX_CONTROL_MESSAGE_BYTES,
    for: ['gateway'],
    open: async () =>
      unproved.size < MAX_UNPROVED ? (socket) => serve(hub, socket, unproved, proofMs) : 503,
  };
}

function serve(hub: Hub, socket: WebSocket, unproved: Set<WebSocket>, proofMs: number): void {
  unproved.add(socket);
  const incoming = hub.gateways.accept({
    send: (message) => {
      if (socket.readyState !== WebSocket.OPEN) return;
      if (socket.bufferedAmount > MAX_BUFFERED) socket.terminate();
      else socket.send(JSON.stringify(message));
      if (message.t === 'welcome') unproved.delete(socket);
    },
    close: (code, reason) => socket.close(code, reason),
  });
  const patience = setTimeout(() => {
    if (unproved.has(socket)) socket.close(CLOSE.notAuthenticated, 'auth first');
  }, proofMs);
  socket.on('message', (data, isBinary) => {
    const message = isBinary ? undefined : parseText(gatewayToHubSchema, data);
    if (message === undefined) {
      socket.close(CLOSE.badMessage, 'not a message of this socket');
      return;
    }
    if (socket.readyState === WebSocket.OPEN) incoming.receive(message);
  });
  socket.on('close', () => {
    clearTimeout(patience);
    unproved.delete(socket);
    incoming.closed();
  });
}
