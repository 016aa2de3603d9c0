import { MediaError } from './media-error.ts';

/** A response of an RTSP server (RFC 2326 §7). Header names are in lower case; repeated ones are kept in order. */
export interface RtspResponse {
  readonly kind: 'response';
  readonly status: number;
  readonly reason: string;
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly body: Buffer;
}

/** A request that a server sends to us (announcement, redirect): read over, never obeyed. */
export interface RtspServerRequest {
  readonly kind: 'request';
  readonly method: string;
  readonly headers: ReadonlyMap<string, readonly string[]>;
}

/** One interleaved packet (RFC 2326 §10.12). `data` is a view into the received chunk where it lay in one piece. */
export interface InterleavedPacket {
  readonly kind: 'packet';
  readonly channel: number;
  readonly data: Buffer;
}

export type RtspItem = RtspResponse | RtspServerRequest | InterleavedPacket;

const MAX_HEAD_BYTES = 16 * 1024;
const MAX_BODY_BYTES = 64 * 1024;
const DOLLAR = 0x24;
const CR = 0x0d;
const LF = 0x0a;

/**
 * Cuts a byte stream into responses and interleaved packets, whatever the chunks. Holds at most one unfinished item
 * (≤ 64 KB). Throws MediaError on anything else; the connection is then of no more use.
 */
export class RtspParser {
  #rest: Buffer = Buffer.alloc(0);

  *push(chunk: Buffer): Generator<RtspItem> {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    for (;;) {
      const item = this.#next();
      if (item === undefined) return;
      yield item;
    }
  }

  #next(): RtspItem | undefined {
    let blank = 0;
    while (this.#rest[blank] === CR || this.#rest[blank] === LF) blank += 1;
    if (blank > 0) this.#rest = this.#rest.subarray(blank);
    const buffer = this.#rest;
    if (buffer.length === 0) return undefined;
    return buffer[0] === DOLLAR ? this.#packet(buffer) : this.#message(buffer);
  }

  #packet(buffer: Buffer): InterleavedPacket | undefined {
    if (buffer.length < 4) return undefined;
    const end = 4 + buffer.readUInt16BE(2);
    if (buffer.length < end) return undefined;
    this.#rest = buffer.subarray(end);
    return { kind: 'packet', channel: buffer[1] as number, data: buffer.subarray(4, end) };
  }

  #message(buffer: Buffer): RtspItem | undefined {
    const end = buffer.indexOf('\r\n\r\n');
    if (end === -1 || end > MAX_HEAD_BYTES) {
      if (buffer.length > MAX_HEAD_BYTES)
        throw new MediaError('rtsp-too-large', 'an RTSP header is over 16 KB');
      return undefined;
    }
    const [first = '', ...lines] = buffer.toString('latin1', 0, end).split('\r\n');
    const headers = parseHeaders(lines);
    const length = contentLength(headers);
    const bodyEnd = end + 4 + length;
    if (buffer.length < bodyEnd) return undefined;
    this.#rest = buffer.subarray(bodyEnd);
    return firstLine(first, headers, buffer.subarray(end + 4, bodyEnd));
  }
}

function firstLine(line: string, headers: RtspResponse['headers'], body: Buffer): RtspItem {
  const status = /^RTSP\/1\.\d (\d{3}) ?(.*)$/.exec(line);
  if (status !== null)
    return { kind: 'response', status: Number(status[1]), reason: status[2] as string, headers, body };
  const request = /^([A-Z_]{3,20}) \S+ RTSP\/1\.\d$/.exec(line);
  if (request !== null) return { kind: 'request', method: request[1] as string, headers };
  throw new MediaError('rtsp-syntax', 'the first line is not RTSP');
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u0008\u000a-\u001f\u007f]/;

function parseHeaders(lines: readonly string[]): Map<string, string[]> {
  const headers = new Map<string, string[]>();
  for (const line of lines) {
    // A lone line break in a value would end up in our next request.
    if (CONTROL.test(line)) throw new MediaError('rtsp-syntax', 'a header holds a control character');
    const colon = line.indexOf(':');
    if (colon <= 0) throw new MediaError('rtsp-syntax', 'a header line has no name');
    const name = line.slice(0, colon).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    const values = headers.get(name);
    if (values === undefined) headers.set(name, [value]);
    else values.push(value);
  }
  return headers;
}

function contentLength(headers: ReadonlyMap<string, readonly string[]>): number {
  const text = headers.get('content-length')?.[0];
  if (text === undefined) return 0;
  const length = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(length)) throw new MediaError('rtsp-syntax', 'Content-Length is not a number');
  if (length > MAX_BODY_BYTES) throw new MediaError('rtsp-too-large', 'an RTSP body is over 64 KB');
  return length;
}
