import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MAX_WEBHOOK_BYTES, type RingPartner } from '@porchlight/gateway-core';

export interface RingDoorOptions {
  readonly ring: RingPartner;
  readonly listen: { readonly host: string; readonly port: number };
  readonly onFault: (error: unknown) => void;
}

/** The two addresses that Ring's servers call, behind the city's TLS. */
export interface RingDoor {
  readonly url: string;
  close(): Promise<void>;
}

const CODE = /^[\x21-\x7e]{1,2000}$/;

/**
 * Listens for Ring's servers: POST /ring/token brings an authorization code, POST /ring/webhook an event. Nothing else is answered
 * but with 404, and no answer says more than its status. Rejects when it cannot listen.
 */
export async function startRingDoor({ ring, listen, onFault }: RingDoorOptions): Promise<RingDoor> {
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 5_000 }, (request, response) => {
    answer(request, ring)
      .catch((error: unknown) => {
        onFault(error);
        return 500;
      })
      .then((status) => response.writeHead(status, { 'cache-control': 'no-store' }).end());
  });
  server.maxConnections = 64;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(listen.port, listen.host, resolve);
  });
  return {
    url: `http://${listen.host}:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(request: IncomingMessage, ring: RingPartner): Promise<number> {
  const route = `${request.method} ${(request.url ?? '').split('?')[0]}`;
  if (route !== 'POST /ring/webhook' && route !== 'POST /ring/token') return 404;
  const body = await bodyOf(request);
  if (body === undefined) return 413;
  if (route === 'POST /ring/webhook') {
    const { 'x-signature': signature } = request.headers;
    const read = ring.takeWebhook(body, typeof signature === 'string' ? signature : undefined);
    return read.kind === 'refused' ? read.status : 200;
  }
  const code = codeOf(body.toString('utf8'), request.headers['content-type'] ?? '');
  if (code === undefined) return 400;
  // 503: Ring tries again, or the person does.
  return (await ring.takeCode(code)) ? 200 : 503;
}

/** Ring's documentation names the code and not its envelope: a form, or JSON. */
function codeOf(body: string, contentType: string): string | undefined {
  const code = contentType.startsWith('application/json')
    ? jsonCode(body)
    : new URLSearchParams(body).get('code');
  return typeof code === 'string' && CODE.test(code) ? code : undefined;
}

function jsonCode(body: string): unknown {
  try {
    return (JSON.parse(body) as { code?: unknown } | null)?.code;
  } catch {
    return undefined;
  }
}

/** Undefined when it is longer than any webhook. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_WEBHOOK_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
