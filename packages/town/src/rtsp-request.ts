/** One RTSP request (RFC 2326 §6) as received; header names in lower case. */
export interface RtspRequest {
  readonly method: string;
  readonly uri: string;
  readonly headers: ReadonlyMap<string, string>;
}

export type Received =
  | { readonly kind: 'request'; readonly request: RtspRequest }
  /** Interleaved data from the client (receiver reports): nothing we need. */
  | { readonly kind: 'data' }
  | { readonly kind: 'malformed' };

const MAX_HEAD_BYTES = 8192;
const MAX_BODY_BYTES = 4096;

/** Takes requests out of a byte stream, at most one head of 8 KiB and a body of 4 KiB at a time. Never throws. */
export class RtspRequestReader {
  #held: Buffer = Buffer.alloc(0);

  push(bytes: Uint8Array): Received[] {
    this.#held = Buffer.concat([this.#held, bytes]);
    const found: Received[] = [];
    for (let next = this.#take(); next !== undefined; next = this.#take()) {
      found.push(next);
      if (next.kind === 'malformed') break;
    }
    return found;
  }

  #take(): Received | undefined {
    if (this.#held.length === 0) return undefined;
    if (this.#held[0] === 0x24) return this.#takeData();
    const end = this.#held.indexOf('\r\n\r\n');
    if (end < 0) return this.#held.length > MAX_HEAD_BYTES ? { kind: 'malformed' } : undefined;
    if (end > MAX_HEAD_BYTES) return { kind: 'malformed' };
    const request = parseHead(this.#held.toString('latin1', 0, end));
    if (request === undefined) return { kind: 'malformed' };
    const length = Number(request.headers.get('content-length') ?? '0');
    if (!Number.isInteger(length) || length < 0 || length > MAX_BODY_BYTES) return { kind: 'malformed' };
    if (this.#held.length < end + 4 + length) return undefined;
    this.#held = this.#held.subarray(end + 4 + length);
    return { kind: 'request', request };
  }

  #takeData(): Received | undefined {
    if (this.#held.length < 4) return undefined;
    const end = 4 + this.#held.readUInt16BE(2);
    if (this.#held.length < end) return undefined;
    this.#held = this.#held.subarray(end);
    return { kind: 'data' };
  }
}

function parseHead(head: string): RtspRequest | undefined {
  const [first = '', ...lines] = head.split('\r\n');
  const start = /^([A-Z_]{3,20}) (\S{1,2000}) RTSP\/1\.\d$/.exec(first);
  if (start === null || lines.length > 64) return undefined;
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon < 1) return undefined;
    headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  return { method: start[1] as string, uri: start[2] as string, headers };
}

/** The path of a request's address: `/cam-07/main` of `rtsp://host:8554/cam-07/main/?x`; `*` stays. */
export function pathOf(uri: string): string {
  const path = uri.replace(/^rtsp:\/\/[^/]*/i, '').replace(/[?#].*$/, '');
  return path.length > 1 ? path.replace(/\/+$/, '') : path;
}
