import { type GatewayToHub, type HubToGateway, MAX_CONTROL_MESSAGE_BYTES } from '@porchlight/contract';
import { WebSocket } from 'ws';
import { parseHubMessage } from './hub-message.ts';

export interface ControlSocketHandlers {
  onMessage(message: HubToGateway): void;
  /** A message that is none of the contract's. */
  onGarbage(): void;
  /** Once, whatever ended it; not after close(). */
  onClosed(): void;
}

/** The socket for words. It takes contract messages alone, as text: no picture fits through it. */
export interface ControlSocket {
  send(message: GatewayToHub): void;
  /** At once; what is on its way may be lost. */
  drop(): void;
  /** Lets what was sent arrive, for half a second at most. */
  close(): Promise<void>;
}

const CLOSE_MS = 500;

export function openControlSocket(
  url: URL,
  ca: string | undefined,
  handlers: ControlSocketHandlers,
): ControlSocket {
  const socket = new WebSocket(url, {
    perMessageDeflate: false,
    maxPayload: MAX_CONTROL_MESSAGE_BYTES,
    handshakeTimeout: 5000,
    ...(ca === undefined ? {} : { ca }),
  });
  let closed = false;
  socket.on('message', (data, isBinary) => {
    if (closed) return;
    const message = isBinary ? undefined : parseHubMessage(data as Buffer);
    if (message === undefined) handlers.onGarbage();
    else handlers.onMessage(message);
  });
  // An error is followed by close.
  socket.on('error', () => undefined);
  socket.on('close', () => {
    if (closed) return;
    closed = true;
    handlers.onClosed();
  });
  return {
    send(message) {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
    },
    drop() {
      closed = true;
      socket.terminate();
    },
    close() {
      closed = true;
      return new Promise((done) => {
        const timer = setTimeout(() => socket.terminate(), CLOSE_MS);
        socket.once('close', () => {
          clearTimeout(timer);
          done();
        });
        if (socket.readyState === WebSocket.OPEN) socket.close(1000);
        else socket.terminate();
      });
    },
  };
}
