import { createServer as createPlain, type Server } from 'node:http';
import { createServer as createSecure } from 'node:https';
import { rootCertificates } from 'node:tls';
import {
  MAX_NODE_MESSAGE_BYTES,
  NODE_BEAT_MS,
  NODE_LEASE_MS,
  type NodeMessage,
  nodeMessageSchema,
} from '@porchlight/contract';
import type { HubLog, LiveNode, NodeHandlers, NodeNet } from '@porchlight/hub-core';
import { WebSocket } from 'ws';
import { parseText } from '../sockets/parse-text.ts';
import { type MachineSocket, takeSockets } from '../sockets/upgrade.ts';
import { nodeAuthorization, nodeAuthorized } from './node-auth.ts';

export interface NodeLinksConfig {
  /** Where other hubs reach this one; never the public address. */
  readonly listen: { readonly host: string; readonly port: number };
  /** http(s)://host:port as the others dial it; default from `listen`. */
  readonly address?: string;
  /** Shared by the hubs of one city, 32 characters or more. */
  readonly secret: string;
  /** PEM text; with it links are encrypted, and the certificate must hold for `serverName`. */
  readonly tls?: { readonly cert: string; readonly key: string; readonly serverName: string };
  readonly log: HubLog;
}

interface Link {
  readonly socket: WebSocket;
  readonly since: number;
  heardAt: number;
}

const MAX_BUFFERED_BYTES = 16 * 1024 * 1024;
const LINK = '/node/link';

/** Links to the other hubs, and the port that they dial. Of two hubs the one with the smaller id dials. */
export class NodeLinks implements NodeNet {
  readonly #config: NodeLinksConfig;
  readonly #server: Server;
  readonly #links = new Map<string, Link>();
  readonly #dialling = new Set<string>();
  readonly #addresses = new Map<string, string>();
  /** Other sockets to and from each hub: where nothing comes through any more, only the link notices. */
  readonly #hanging = new Map<string, Set<WebSocket>>();
  readonly #timer: NodeJS.Timeout;
  #self = '';
  #address = '';
  #handlers: NodeHandlers | undefined;
  #sockets: { close(): void } | undefined;
  #closed = false;

  private constructor(config: NodeLinksConfig) {
    this.#config = config;
    this.#server = config.tls ? createSecure(config.tls) : createPlain();
    this.#server.on('request', (_request, response) => response.writeHead(404).end());
    this.#timer = setInterval(() => this.#beat(), NODE_BEAT_MS);
  }

  /** Listens; rejects with the system's error when the port is taken. Call {@link serve} once the hub is open. */
  static async open(config: NodeLinksConfig): Promise<NodeLinks> {
    const links = new NodeLinks(config);
    await new Promise<void>((resolve, reject) => {
      links.#server.once('error', reject);
      links.#server.listen(config.listen.port, config.listen.host, resolve);
    });
    const bound = links.#server.address();
    const port = typeof bound === 'object' && bound ? bound.port : config.listen.port;
    const scheme = config.tls ? 'https' : 'http';
    links.#address = config.address ?? `${scheme}://${config.listen.host}:${port}`;
    return links;
  }

  get address(): string {
    return this.#address;
  }

  /** Takes other hubs' sockets: their links, and `routes` of the hub under /node. */
  serve(routes: readonly MachineSocket[]): void {
    const all = [this.#linkRoute(), ...routes.map((route) => this.#guarded(route))];
    this.#sockets = takeSockets(this.#server, { routes: all, origin: '', admit: async () => 403 });
  }

  listen(handlers: NodeHandlers): void {
    this.#handlers = handlers;
  }

  meet(self: string, others: readonly LiveNode[]): void {
    this.#self = self;
    const now = performance.now();
    const alive = new Set(others.map(({ nodeId }) => nodeId));
    for (const [nodeId, { socket, since }] of this.#links)
      if (!alive.has(nodeId) && now - since > NODE_LEASE_MS) socket.terminate();
    for (const { nodeId, address } of others) {
      this.#addresses.set(nodeId, address);
      if (self < nodeId && !this.#links.has(nodeId)) this.#connect(nodeId);
    }
    for (const nodeId of this.#addresses.keys())
      if (!alive.has(nodeId) && !this.#links.has(nodeId)) this.#addresses.delete(nodeId);
  }

  send(nodeId: string, message: NodeMessage): boolean {
    const link = this.#links.get(nodeId);
    if (link?.socket.readyState !== WebSocket.OPEN) return false;
    if (link.socket.bufferedAmount > MAX_BUFFERED_BYTES) link.socket.terminate();
    else link.socket.send(JSON.stringify(message));
    return true;
  }

  linked(): readonly string[] {
    return [...this.#links.keys()];
  }

  /** A socket to a route of that hub; undefined when there is no link to it. It ends with the link; else the caller closes it. */
  dial(nodeId: string, path: string): WebSocket | undefined {
    if (!this.#links.has(nodeId)) return undefined;
    return this.#hang(nodeId, this.#socketTo(nodeId, path, 1024 * 1024 * 4));
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#timer);
    for (const { socket } of this.#links.values()) socket.terminate();
    this.#sockets?.close();
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #linkRoute(): MachineSocket {
    return {
      path: LINK,
      maxPayload: MAX_NODE_MESSAGE_BYTES,
      for: ['hub'],
      open: async (request) => {
        const nodeId = this.#callerOf(request.headers.authorization, LINK);
        return nodeId === undefined ? 401 : (socket) => this.#linkedTo(nodeId, socket);
      },
    };
  }

  #guarded(route: MachineSocket): MachineSocket {
    return {
      ...route,
      open: async (request, url) => {
        const nodeId = this.#callerOf(request.headers.authorization, route.path);
        if (nodeId === undefined) return 401;
        const opened = await route.open(request, url);
        return typeof opened === 'number' ? opened : (socket) => opened(this.#hang(nodeId, socket));
      },
    };
  }

  #hang(nodeId: string, socket: WebSocket): WebSocket {
    const hanging = this.#hanging.get(nodeId) ?? new Set();
    this.#hanging.set(nodeId, hanging.add(socket));
    socket.on('close', () => {
      hanging.delete(socket);
      if (hanging.size === 0 && this.#hanging.get(nodeId) === hanging) this.#hanging.delete(nodeId);
    });
    return socket;
  }

  #callerOf(header: string | undefined, path: string): string | undefined {
    const nodeId = nodeAuthorized(this.#config.secret, header, path, Date.now());
    if (nodeId === undefined) this.#config.log.warn({ path }, 'somebody without the secret dialled this hub');
    return nodeId;
  }

  #socketTo(nodeId: string, path: string, maxPayload: number): WebSocket {
    const { secret, tls } = this.#config;
    const url = new URL(path, this.#addresses.get(nodeId)?.replace(/^http/, 'ws'));
    const authorization = nodeAuthorization(secret, this.#self, url.pathname, Date.now());
    const socket = new WebSocket(url, {
      headers: { authorization },
      perMessageDeflate: false,
      handshakeTimeout: NODE_LEASE_MS,
      maxPayload,
      // A certificate of the city's own, or of its own authority, counts beside the public ones.
      ...(tls && { servername: tls.serverName, ca: [...rootCertificates, tls.cert] }),
    });
    socket.on('error', () => undefined);
    return socket;
  }

  #connect(nodeId: string): void {
    if (this.#dialling.has(nodeId) || this.#closed) return;
    this.#dialling.add(nodeId);
    const socket = this.#socketTo(nodeId, LINK, MAX_NODE_MESSAGE_BYTES);
    socket.once('open', () => this.#linkedTo(nodeId, socket));
    socket.once('close', () => this.#dialling.delete(nodeId));
  }

  #linkedTo(nodeId: string, socket: WebSocket): void {
    if (this.#closed) {
      socket.terminate();
      return;
    }
    this.#dialling.delete(nodeId);
    const before = this.#links.get(nodeId);
    if (before) this.#lost(nodeId, before);
    const link: Link = { socket, since: performance.now(), heardAt: performance.now() };
    this.#links.set(nodeId, link);
    socket.on('pong', () => {
      link.heardAt = performance.now();
    });
    socket.on('message', (data, isBinary) => {
      link.heardAt = performance.now();
      const message = isBinary ? undefined : parseText(nodeMessageSchema, data);
      if (message === undefined)
        this.#config.log.error({ nodeId }, 'a message of another hub was not understood');
      else if (this.#links.get(nodeId) === link) this.#handlers?.message(nodeId, message);
    });
    socket.on('close', () => this.#lost(nodeId, link));
    this.#handlers?.up(nodeId);
  }

  #lost(nodeId: string, link: Link): void {
    link.socket.terminate();
    if (this.#links.get(nodeId) !== link) return;
    this.#links.delete(nodeId);
    for (const hanging of this.#hanging.get(nodeId) ?? []) hanging.terminate();
    if (!this.#closed) this.#handlers?.down(nodeId);
  }

  #beat(): void {
    for (const [nodeId, link] of this.#links)
      if (performance.now() - link.heardAt > NODE_LEASE_MS) this.#lost(nodeId, link);
      else link.socket.ping();
  }
}
