import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';

/** One address that takes sockets. */
export interface SocketRoute {
  readonly path: string;
  /** Largest message in bytes; a larger one closes the socket (1009) before it is read. */
  readonly maxPayload: number;
  /** Browsers must come from the site itself; machines sign what they send. */
  readonly browser: boolean;
  /** Before the upgrade: an HTTP status to refuse with, or what to do with the socket. */
  open(request: IncomingMessage, url: URL): Promise<number | ((socket: WebSocket) => void)>;
}

const PING_MS = 15_000;

/** Takes upgrades for the given routes; everything else is refused. Dead sockets are found by ping. */
export function takeSockets(
  server: Server,
  routes: readonly SocketRoute[],
  origin: string,
): { close(): void } {
  const ends = routes.map((route) => ({
    route,
    server: new WebSocketServer({
      noServer: true,
      maxPayload: route.maxPayload,
      perMessageDeflate: false,
      clientTracking: true,
    }),
  }));
  const alive = new WeakSet<WebSocket>();
  server.on('upgrade', (request, stream, head) => {
    const url = new URL(request.url ?? '/', 'http://hub');
    const end = ends.find(({ route }) => route.path === url.pathname);
    if (end === undefined) return refuse(stream, 404);
    if (end.route.browser && request.headers.origin !== origin) return refuse(stream, 403);
    // The socket may go away while the session is looked up.
    stream.on('error', () => stream.destroy());
    end.route.open(request, url).then(
      (opened) => {
        if (typeof opened === 'number') refuse(stream, opened);
        else
          end.server.handleUpgrade(request, stream, head, (socket) => {
            alive.add(socket);
            socket.on('pong', () => alive.add(socket));
            // ws closes a socket that errs by itself; the listener keeps the process up.
            socket.on('error', () => undefined);
            opened(socket);
          });
      },
      () => refuse(stream, 503),
    );
  });
  const pings = setInterval(() => {
    for (const end of ends)
      for (const socket of end.server.clients) {
        if (!alive.delete(socket)) socket.terminate();
        else socket.ping();
      }
  }, PING_MS);
  return {
    close: () => {
      clearInterval(pings);
      for (const end of ends) {
        for (const socket of end.server.clients) socket.terminate();
        end.server.close();
      }
    },
  };
}

function refuse(stream: Duplex, status: number): void {
  stream.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
