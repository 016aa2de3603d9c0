import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MAX_ADD_CHECKPOINT_BYTES } from '@porchlight/translog';
import type { Witness } from './witness.ts';

export interface WitnessServer {
  readonly url: string;
  close(): Promise<void>;
}

/** A request that has not arrived whole after this long is dropped. */
const REQUEST_MS = 10_000;
const MAX_CONNECTIONS = 256;

/** Serves `POST /add-checkpoint` and `GET /healthz`. Port 0 takes any free one; rejects when the address is taken. */
export async function serveWitness(
  witness: Witness,
  listen: { readonly host: string; readonly port: number },
  onFault: (error: unknown) => void,
): Promise<WitnessServer> {
  const server = createServer(
    { requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS },
    (request, response) => {
      answer(witness, request, response).catch((error: unknown) => {
        onFault(error);
        if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' });
        response.end('the checkpoint could not be stored, so it was not signed\n');
      });
    },
  );
  server.maxConnections = MAX_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(listen.port, listen.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const host = listen.host.includes(':') ? `[${listen.host}]` : listen.host;
  return {
    url: `http://${host}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(witness: Witness, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = (request.url ?? '').split('?')[0] ?? '';
  const end = (status: number, body: string, type = 'text/plain; charset=utf-8'): void => {
    response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
  };
  if (path.endsWith('/healthz') && request.method === 'GET') return end(200, 'ok\n');
  if (!path.endsWith('/add-checkpoint')) return end(404, 'there is nothing at this address\n');
  if (request.method !== 'POST') return end(405, 'add-checkpoint takes POST\n');
  const body = await bodyOf(request);
  if (body === undefined) {
    response.setHeader('connection', 'close');
    return end(413, 'the request is too long\n');
  }
  const { status, type, body: text } = await witness.addCheckpoint(body);
  end(status, text, type);
}

/** Undefined when it is larger than any request may be. */
async function bodyOf(request: IncomingMessage): Promise<Uint8Array | undefined> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request) {
    length += (part as Buffer).length;
    if (length > MAX_ADD_CHECKPOINT_BYTES) return undefined;
    parts.push(part as Buffer);
  }
  return new Uint8Array(Buffer.concat(parts));
}
