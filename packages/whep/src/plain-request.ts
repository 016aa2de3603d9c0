import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { type AddressPolicy, mayCarryTokens, parseWebUrl } from '@porchlight/media';

export interface PlainRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** https; http only where the host is on this machine or a private network. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly policy: AddressPolicy;
  /** Longest answer, bytes. */
  readonly maxBytes: number;
  /** For the whole exchange. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

export type PlainAnswer =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers: IncomingMessage['headers'];
      readonly body: Buffer;
      /** Where it came from. */
      readonly address: string;
    }
  | { readonly kind: 'forbidden' | 'unresolved' | 'unreachable' | 'too-large' | 'bad-url' };

/**
 * One HTTP exchange with a host that an owner named: its address is resolved once, judged by the policy and then used, so that
 * no second resolution can lead elsewhere. Redirects are handed back, never followed. Never throws.
 */
export async function plainRequest(what: PlainRequest): Promise<PlainAnswer> {
  const url = parseWebUrl(what.url);
  if (url === undefined) return { kind: 'bad-url' };
  const verdict = await what.policy.check(url.hostname);
  if (verdict.kind !== 'allowed') return { kind: verdict.kind };
  const { address } = verdict;
  if (!mayCarryTokens(url, address)) return { kind: 'bad-url' };
  return exchange(what, url, address);
}

function exchange(what: PlainRequest, url: URL, address: string): Promise<PlainAnswer> {
  const signals = [AbortSignal.timeout(what.timeoutMs), ...(what.signal ? [what.signal] : [])];
  const options: RequestOptions & { servername?: string } = {
    method: what.method,
    host: address,
    port: url.port || (url.protocol === 'https:' ? 443 : 80),
    path: `${url.pathname}${url.search}`,
    headers: {
      ...what.headers,
      host: url.host,
      ...(what.body === undefined ? {} : { 'content-length': Buffer.byteLength(what.body) }),
    },
    agent: false,
    signal: AbortSignal.any(signals),
  };
  const bare = url.hostname.replace(/^\[|\]$/g, '');
  if (url.protocol === 'https:' && bare !== address) options.servername = bare;
  return new Promise((resolve) => {
    const failed = (): void => resolve({ kind: 'unreachable' });
    const open = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const request = open(options, (response) => {
      response.on('error', failed);
      void collect(response, what.maxBytes).then((body) => {
        const { statusCode: status = 0, headers } = response;
        if (body === undefined) request.destroy();
        resolve(body ? { kind: 'answer', status, headers, body, address } : { kind: 'too-large' });
      }, failed);
    });
    request.on('error', failed);
    request.end(what.body);
  });
}

/** Undefined when it is longer than allowed. */
async function collect(response: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
