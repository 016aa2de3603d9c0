import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MAX_ADD_CHECKPOINT_BYTES } from '@porchlight/translog';
import type { Witness, WitnessAnswer } from './witness.ts';
import { WitnessError } from './witness-error.ts';

/** How long a client may take, milliseconds. */
export interface ClientLimits {
  /** For the headers, from the first byte of the connection or request. */
  readonly headers: number;
  /** For the whole request. */
  readonly request: number;
  /** Between two requests of a connection; logs ask every 15 s at least. */
  readonly idle: number;
}

const LIMITS: ClientLimits = { headers: 5000, request: 10_000, idle: 30_000 };
const MAX_CONNECTIONS = 1024;

/** What the server tells its host; a bare line a time, nothing of the request's content. */
export type WitnessReport = (event: {
  readonly kind: 'refused' | 'not-stored';
  readonly detail: string;
}) => void;

export interface WitnessServerOptions {
  readonly witness: Witness;
  readonly listen: { readonly host: string; readonly port: number };
  readonly report?: WitnessReport;
  readonly limits?: ClientLimits;
}

export interface RunningWitness {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves `POST /add-checkpoint` (c2sp.org/tlog-witness) and `GET /healthz` and `/readyz` (200, or 503 while the state
 * cannot be stored).
 * Throws {@link WitnessError} when the address cannot be had. `close` ends open connections.
 */
export async function startWitnessServer(options: WitnessServerOptions): Promise<RunningWitness> {
  const { listen, limits = LIMITS } = options;
  const server = createServer({
    headersTimeout: limits.headers,
    requestTimeout: limits.request,
    keepAliveTimeout: limits.idle,
    connectionsCheckingInterval: Math.min(1000, limits.headers),
    maxHeaderSize: 8192,
  });
  server.maxConnections = MAX_CONNECTIONS;
  server.on('request', (request, response) => {
    // A client that went away in the middle of its body gets no answer, and needs none.
    answer(options, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(listen.port, listen.host, resolve);
  }).catch((cause: unknown) => {
    throw new WitnessError('address', `Cannot listen on ${listen.host}:${listen.port}.`, { cause });
  });
  const { port } = server.address() as AddressInfo;
  return { url: urlOf(listen.host, port), close: () => closeServer(server) };
}

/** `http://host:port`, with brackets round an IPv6 address. */
export function urlOf(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function answer(
  { witness, report }: WitnessServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = request.url?.split('?')[0];
  if (path === '/healthz' || path === '/readyz') {
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return send(response, 405, '', { allow: 'GET' });
    return witness.healthy
      ? send(response, 200, 'ok\n')
      : send(response, 503, 'the state cannot be stored\n');
  }
  if (path !== '/add-checkpoint') return send(response, 404, 'no such address\n');
  if (request.method !== 'POST') return send(response, 405, '', { allow: 'POST' });
  const body = await bodyOf(request);
  // What follows of a body too long is not read: the connection ends with the answer.
  if (body === undefined) return send(response, 413, 'the request is too long\n', { connection: 'close' });
  const given = await witness.addCheckpoint(body);
  if (given.kind === 'not-stored') report?.({ kind: 'not-stored', detail: String(given.cause) });
  else if (given.kind === 'unprocessable') report?.({ kind: 'refused', detail: given.problem });
  const [status, text, headers] = replyOf(given);
  send(response, status, text, headers);
}

type Reply = readonly [status: number, text: string, headers?: Readonly<Record<string, string>>];

/** The table of the specification. */
function replyOf(given: WitnessAnswer): Reply {
  switch (given.kind) {
    case 'cosigned':
      return [200, given.lines];
    case 'bad-request':
      return [400, 'the request cannot be read, or its old size is above the checkpoint\n'];
    case 'forbidden':
      return [403, 'no signature by a key that this witness trusts for the log\n'];
    case 'unknown-log':
      return [404, 'this witness does not know the log\n'];
    case 'conflict':
      return [409, `${given.size}\n`, { 'content-type': 'text/x.tlog.size' }];
    case 'unprocessable':
      return [422, `${given.problem}\n`];
    case 'not-stored':
      return [500, 'the state could not be stored, so nothing was signed\n'];
  }
}

function send(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  response
    .writeHead(status, {
      'content-type': 'text/plain; charset=utf-8',
      'content-length': Buffer.byteLength(text),
      'x-content-type-options': 'nosniff',
      ...headers,
    })
    .end(text);
}

/** Undefined when it is longer than any request may be. Rejects when the client goes away. */
async function bodyOf(request: IncomingMessage): Promise<Uint8Array | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_ADD_CHECKPOINT_BYTES) return undefined;
  const parts: Buffer[] = [];
  let length = 0;
  return new Promise((resolve, reject) => {
    request.on('data', (part: Buffer) => {
      length += part.length;
      if (length > MAX_ADD_CHECKPOINT_BYTES) {
        request.pause().removeAllListeners('data');
        resolve(undefined);
      } else parts.push(part);
    });
    request.on('end', () => resolve(new Uint8Array(Buffer.concat(parts))));
    request.on('close', () => reject(new Error('the client went away')));
    request.on('error', reject);
  });
}
