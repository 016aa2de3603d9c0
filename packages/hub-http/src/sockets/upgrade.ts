import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { SignedIn } from '@porchlight/hub-core';
import { type WebSocket, WebSocketServer } from 'ws';
import { areaOf, type MachineKind, type PersonKind } from '../http/audience.ts';

interface SocketFacts {
  readonly path: string;
  /** Largest message in bytes; a larger one closes the socket (1009) before it is read. */
  readonly maxPayload: number;
}

/** An address where people's pages take sockets: they come from the site itself and have a session. */
export interface PersonSocket extends SocketFacts {
  readonly for: readonly [PersonKind, ...PersonKind[]];
  serve(socket: WebSocket, who: SignedIn): void;
}

/** An address where machines take sockets; they prove themselves by what they send. */
export interface MachineSocket extends SocketFacts {
  readonly for: readonly [MachineKind];
  /** Before the upgrade: an HTTP status to refuse with, or what to do with the socket. */
  open(request: IncomingMessage, url: URL): Promise<number | ((socket: WebSocket) => void)>;
}

export type SocketRoute = PersonSocket | MachineSocket;

export interface SocketsParts {
  readonly routes: readonly SocketRoute[];
  /** Of the site: what a browser must come from. */
  readonly origin: string;
  /** The person behind the upgrade, or the HTTP status to refuse with. */
  admit(route: PersonSocket, request: IncomingMessage): Promise<SignedIn | number>;
}

const PING_MS = 15_000;
/** RFC 6455 §7.4.1, IANA registry: service restart; whoever it was comes again. */
const RESTARTING = 1012;
const LEAVE_MS = 300;

/** Takes upgrades for the given routes; everything else is refused. Dead sockets are found by ping. `leave` sends everybody off. */
export function takeSockets(server: Server, parts: SocketsParts): { close(): void; leave(): Promise<void> } {
  const ends = parts.routes.map((route) => ({
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
    // The socket may go away while the session is looked up.
    stream.on('error', () => stream.destroy());
    const url = pathOf(request);
    const end = ends.find(({ route }) => route.path === url?.pathname);
    if (url === undefined || end === undefined) return refuse(stream, 404);
    const { route } = end;
    if (areaOf(route.for) !== undefined && request.headers.origin !== parts.origin)
      return refuse(stream, 403);
    openingOf(parts, route, request, url).then(
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
    leave: async () => {
      for (const end of ends) for (const socket of end.server.clients) socket.close(RESTARTING, 'restarting');
      await new Promise((resolve) => setTimeout(resolve, LEAVE_MS));
    },
    close: () => {
      clearInterval(pings);
      for (const end of ends) {
        for (const socket of end.server.clients) socket.terminate();
        end.server.close();
      }
    },
  };
}

/** The request target of an upgrade is text of a stranger: undefined when it is no path. */
function pathOf({ url = '/' }: IncomingMessage): URL | undefined {
  return URL.canParse(url, 'http://hub') ? new URL(url, 'http://hub') : undefined;
}

async function openingOf(
  { admit }: SocketsParts,
  route: SocketRoute,
  request: IncomingMessage,
  url: URL,
): Promise<number | ((socket: WebSocket) => void)> {
  if ('open' in route) return route.open(request, url);
  const who = await admit(route, request);
  return typeof who === 'number' ? who : (socket) => route.serve(socket, who);
}

function refuse(stream: Duplex, status: number): void {
  stream.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
