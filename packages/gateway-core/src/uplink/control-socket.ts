import { WebSocket } from 'ws';

export interface ControlSocketHandlers<In> {
  /** Largest message taken, bytes. */
  readonly maxBytes: number;
  /** Undefined for what is no message of the contract. Never throws. */
  parse(data: Buffer): In | undefined;
  onMessage(message: In): void;
  /** A message that is none of the contract's. */
  onGarbage(): void;
  /** Once, whatever ended it; not after close(). */
  onClosed(): void;
}

/** The socket for words. It takes contract messages alone, as text: no picture fits through it. */
export interface ControlSocket<Out> {
  send(message: Out): void;
  /** At once; what is on its way may be lost. */
  drop(): void;
  /** Lets what was sent arrive, for half a second at most. */
  close(): Promise<void>;
}

const CLOSE_MS = 500;

export function openControlSocket<In, Out>(
  url: URL,
  ca: string | undefined,
  handlers: ControlSocketHandlers<In>,
): ControlSocket<Out> {
  const socket = new WebSocket(url, {
    perMessageDeflate: false,
    maxPayload: handlers.maxBytes,
    handshakeTimeout: 5000,
    ...(ca === undefined ? {} : { ca }),
  });
  let closed = false;
  socket.on('message', (data, isBinary) => {
    if (closed) return;
    const message = isBinary ? undefined : handlers.parse(data as Buffer);
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
