import { hostToHubSchema, MAX_HOST_MESSAGE_BYTES } from '@porchlight/contract';
import { CLOSE, type Hub } from '@porchlight/hub-core';
import { WebSocket } from 'ws';
import { parseText } from './parse-text.ts';
import type { SocketRoute } from './upgrade.ts';

const AUTH_MS = 5000;
/** Connections that have not proved a key yet, all addresses together. */
const MAX_UNPROVED = 64;

/** /api/host/control: who comes to a named host and who leaves it. The host proves its key before anything else. */
export function hostControl(hub: Hub): SocketRoute {
  const unproved = new Set<WebSocket>();
  return {
    path: '/api/host/control',
    maxPayload: MAX_HOST_MESSAGE_BYTES,
    browser: false,
    open: async () => (unproved.size < MAX_UNPROVED ? (socket) => serve(hub, socket, unproved) : 503),
  };
}

function serve(hub: Hub, socket: WebSocket, unproved: Set<WebSocket>): void {
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
  }, AUTH_MS);
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
