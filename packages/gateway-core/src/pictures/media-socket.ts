import { WebSocket } from 'ws';

export interface MediaSocketOptions {
  /** `wss://…/api/gateway/media?token=…`, or `ws://` to this machine. */
  readonly url: string;
  /** PEM of the authority that signed the hub's certificate, when it is not a public one. */
  readonly ca: string | undefined;
}

/** The socket that carries sealed pictures. Only the picture uplink may open one. */
export interface MediaSocket {
  /** What is sent before the socket has opened waits, up to 4 MB; beyond that the socket fails. */
  send(message: Uint8Array): void;
  close(): void;
}

const MAX_WAITING_BYTES = 4_000_000;
/** More than this in our own buffers means that the hub has long stopped reading. */
const MAX_BUFFERED_BYTES = 24_000_000;

export function openMediaSocket({ url, ca }: MediaSocketOptions, onClosed: () => void): MediaSocket {
  const socket = new WebSocket(url, {
    perMessageDeflate: false,
    maxPayload: 1024,
    handshakeTimeout: 5000,
    ...(ca === undefined ? {} : { ca }),
  });
  let waiting: Uint8Array[] | undefined = [];
  let waitingBytes = 0;
  socket.on('open', () => {
    for (const message of waiting ?? []) socket.send(message);
    waiting = undefined;
  });
  // Errors are followed by close; the hub has nothing to say here.
  socket.on('error', () => undefined);
  socket.on('close', onClosed);
  return {
    send(message) {
      if (waiting) {
        waitingBytes += message.length;
        if (waitingBytes > MAX_WAITING_BYTES) socket.terminate();
        else waiting.push(message);
      } else if (socket.bufferedAmount > MAX_BUFFERED_BYTES) socket.terminate();
      else socket.send(message);
    },
    close: () => socket.terminate(),
  };
}
