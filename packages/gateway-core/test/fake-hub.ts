import { createHash, createPublicKey, randomBytes, verify } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type EnrolAnswer,
  enrolmentCode,
  enrolmentSecrets,
  enrolRequestSchema,
  type GatewayToHub,
  gatewayToHubSchema,
  type HubToGateway,
  normaliseEnrolmentCode,
  ownerMacInput,
} from '@porchlight/contract';
import { type Envelope, type PublicKey, toBase64Url } from '@porchlight/statements';
import type { TestLog } from '@porchlight/testkit';
import { type WebSocket, WebSocketServer } from 'ws';

export const GATEWAY_ID = 'gw-1';

interface CodeOnHub {
  readonly ownerId: string;
  readonly ownerKeys: string;
  readonly ownerMac: string;
}

/** A hub in the same process, over real sockets: it does what the contract says, and what a test tells it to do wrong. */
export class FakeHub {
  readonly messages: GatewayToHub[] = [];
  /** Media messages in order of arrival, with the moment of it. */
  readonly media: { readonly at: number; readonly bytes: Buffer }[] = [];
  /** Sent after each welcome. */
  greeting: HubToGateway[] = [];
  beating = true;
  acknowledging = true;
  connections = 0;
  onMedia: (bytes: Buffer) => void = () => undefined;
  root: Envelope;
  /** The public log it serves, and the time that its witnesses vouch for. */
  log: { readonly entries: TestLog; now(): number } | undefined;
  control: WebSocket | undefined;
  #gatewayKey = '';
  #received = 0;
  #logSent: number | undefined;
  readonly #codes = new Map<string, CodeOnHub>();
  readonly #server: Server;
  readonly #sockets = new WebSocketServer({ noServer: true });
  readonly #waiting = new Set<() => void>();
  readonly #beat: NodeJS.Timeout;
  readonly #tokens = new Set<string>();

  private constructor(root: Envelope) {
    this.root = root;
    this.#server = createServer((request, response) => void this.#enrol(request, response));
    this.#server.on('upgrade', (request, socket, head) =>
      this.#sockets.handleUpgrade(request, socket, head, (ws) => this.#socket(ws, request.url ?? '')),
    );
    this.#beat = setInterval(() => {
      if (this.beating) this.send({ t: 'heartbeat', at: Date.now() });
      if (this.acknowledging) this.send({ t: 'media-ack', bytes: this.#received });
    }, 200);
  }

  static async start(root: Envelope, port = 0): Promise<FakeHub> {
    const hub = new FakeHub(root);
    await new Promise<void>((done) => hub.#server.listen(port, '127.0.0.1', done));
    return hub;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): URL {
    return new URL(`http://127.0.0.1:${this.port}`);
  }

  /** What the owner's browser does: a code for the owner, and its MAC for the hub. */
  async makeCode(ownerId: string, keys: readonly PublicKey[]): Promise<string> {
    const code = enrolmentCode(new Uint8Array(randomBytes(12)));
    const { codeId, macKey } = await enrolmentSecrets(normaliseEnrolmentCode(code) as string);
    const ownerKeys = JSON.stringify(keys);
    const mac = await crypto.subtle.sign('HMAC', macKey, ownerMacInput(ownerId, ownerKeys));
    this.#codes.set(codeId, { ownerId, ownerKeys, ownerMac: toBase64Url(new Uint8Array(mac)) });
    return code;
  }

  /** A hub that puts its own keys in place of the owner's, for every code. */
  forgeOwnerKeys(keys: readonly PublicKey[]): void {
    for (const [id, code] of this.#codes) this.#codes.set(id, { ...code, ownerKeys: JSON.stringify(keys) });
  }

  /** Knows what another hub knew, after a restart. */
  takeOver(before: FakeHub): void {
    this.log = before.log;
    this.#gatewayKey = before.#gatewayKey;
    this.greeting = before.greeting;
  }

  /** Sends what was written since, and a fresh checkpoint. */
  async publish(): Promise<void> {
    const { log } = this;
    if (log === undefined || this.#logSent === undefined) return;
    const from = this.#logSent;
    this.#logSent = log.entries.size;
    this.send({ t: 'log', ...(await log.entries.part(from, log.now())) });
  }

  async #follow(size: number | null): Promise<void> {
    const { log } = this;
    if (log === undefined) return;
    this.#logSent = log.entries.size;
    if (size === null) this.send({ t: 'log-start', ...(await log.entries.start(log.now())) });
    else this.send({ t: 'log', ...(await log.entries.part(size, log.now())) });
  }

  send(message: HubToGateway): void {
    this.control?.send(JSON.stringify(message));
  }

  /** The first message from index `from` on that matches; waits up to `withinMs` for it. */
  async message<T extends GatewayToHub['t']>(
    t: T,
    matches: (message: Extract<GatewayToHub, { t: T }>) => boolean = () => true,
    from = 0,
    withinMs = 8000,
  ): Promise<Extract<GatewayToHub, { t: T }>> {
    const find = () =>
      this.messages
        .slice(from)
        .find((m): m is Extract<GatewayToHub, { t: T }> => m.t === t && matches(m as never));
    return this.until(find, `a message ${t}`, withinMs);
  }

  async until<T>(find: () => T | undefined | false, what: string, withinMs = 8000): Promise<T> {
    const found = find();
    if (found) return found;
    return new Promise((done, fail) => {
      const look = (): void => {
        const value = find();
        if (!value) return;
        clearTimeout(timer);
        clearInterval(poll);
        this.#waiting.delete(look);
        done(value);
      };
      const poll = setInterval(look, 50);
      const timer = setTimeout(() => {
        clearInterval(poll);
        this.#waiting.delete(look);
        fail(new Error(`waited ${withinMs} ms for ${what}`));
      }, withinMs);
      this.#waiting.add(look);
    });
  }

  async close(): Promise<void> {
    clearInterval(this.#beat);
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  #socket(ws: WebSocket, path: string): void {
    ws.on('error', () => undefined);
    const url = new URL(path, 'http://hub');
    if (url.pathname === '/api/gateway/media') this.#mediaSocket(ws, url.searchParams.get('token') ?? '');
    else this.#controlSocket(ws);
  }

  #controlSocket(ws: WebSocket): void {
    this.connections += 1;
    this.control = ws;
    this.#received = 0;
    const challenge = randomBytes(32);
    ws.send(JSON.stringify({ t: 'hello', protocol: 1, challenge: toBase64Url(challenge) }));
    ws.on('message', (data: Buffer) => {
      const message = gatewayToHubSchema.parse(JSON.parse(data.toString('utf8')));
      this.messages.push(message);
      if (message.t === 'auth') this.#welcome(ws, challenge, message);
      if (message.t === 'follow-log') void this.#follow(message.size);
      for (const look of [...this.#waiting]) look();
    });
  }

  #welcome(ws: WebSocket, challenge: Buffer, auth: Extract<GatewayToHub, { t: 'auth' }>): void {
    const signed = Buffer.concat([
      Buffer.from('porchlight/gateway-auth/v1\0'),
      challenge,
      Buffer.from(auth.gatewayId),
    ]);
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: this.#gatewayKey }, format: 'jwk' });
    if (!verify(null, signed, key, Buffer.from(auth.signature, 'base64url'))) {
      ws.close(4001);
      return;
    }
    const token = randomBytes(16).toString('hex');
    this.#tokens.add(token);
    ws.send(JSON.stringify({ t: 'welcome', mediaToken: token, at: Date.now() }));
    for (const message of this.greeting) ws.send(JSON.stringify(message));
  }

  #mediaSocket(ws: WebSocket, token: string): void {
    if (!this.#tokens.delete(token)) {
      ws.close(4001);
      return;
    }
    ws.on('message', (data: Buffer) => {
      this.#received += data.length;
      this.media.push({ at: performance.now(), bytes: data });
      this.onMedia(data);
      for (const look of [...this.#waiting]) look();
    });
  }

  async #enrol(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = enrolRequestSchema.parse(JSON.parse(Buffer.concat(chunks).toString('utf8')));
    const code = this.#codes.get(body.codeId);
    this.#codes.delete(body.codeId);
    this.#gatewayKey = body.gatewayKey.raw;
    const answer = code && ({ ...code, gatewayId: GATEWAY_ID, root: this.root } as unknown as EnrolAnswer);
    response.writeHead(answer ? 200 : 410, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer ?? { title: 'gone' }));
  }
}

/** SHA-256 as hexadecimal, for comparing what arrived with what was sent. */
export const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
