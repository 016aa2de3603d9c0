import { hostToHubSchema, MAX_HOST_MESSAGE_BYTES } from '@porchlight/contract';
import { CLOSE, type Hub } from '@porchlight/hub-core';
import { WebSocket } from 'ws';
import { parseText } from './parse-text.ts';
import type { MachineSocket } from './upgrade.ts';

/** Connections that have not proved a key yet, all addresses together. */
const MAX_UNPROVED = 64;

/** /api/host/control: who comes to a named host and who leaves it. The host proves its key before anything else, within `proofMs`. */
export function hostControl(hub: Hub, proofMs: number): MachineSocket {
  const unproved = new Set<WebSocket>();
  return {
    path: '/api/host/control',
    maxPayload: MAX_HOST_MESSAGE_BYTES,
    for: ['host'],
    open: async () =>
      unproved.size < MAX_UNPROVED ? (socket) => serve(hub, socket, unproved, proofMs) : 503,
  };
}

function serve(hub: Hub, socket: WebSocket, unproved: Set<WebSocket>, proofMs: number): void {
  unproved.add(socket);
  const incoming = hub.hosts.accept({
    send: (message) => {
      if (socket.readyState !== WebSocket.OPEN) return;
      socket.send(JSON.stringify(message));
      if (message.t === 'welcome') unproved.delete(socket);
    },
    close: (code, reason) => socket.close(code, reason),
  });
  const patience = setTimeout(() => {
    if (unproved.has(socket)) socket.close(CLOSE.notAuthenticated, 'auth first');
  }, proofMs);
  socket.on('message', (data, isBinary) => {
    const message = isBinary ? undefined : parseText(hostToHubSchema, data);
    if (message === undefined) socket.close(CLOSE.badMessage, 'not a message of this socket');
    else if (socket.readyState === WebSocket.OPEN) incoming.receive(message);
  });
  socket.on('close', () => {
    clearTimeout(patience);
    unproved.delete(socket);
    incoming.closed();
  });
}
