import { randomBytes } from 'node:crypto';
import { connect as netConnect, type Socket } from 'node:net';
import { FAULTS, StreamFault } from './camera-state.ts';
import { type DigestChallenge, digestAuthorization, pickChallenge } from './digest-auth.ts';
import { MediaError } from './media-error.ts';
import type { MediaShare } from './media-share.ts';
import { type InterleavedPacket, type RtspItem, RtspParser, type RtspResponse } from './rtsp-message.ts';

export const CONNECT_LIMIT_MS = 3000;
const ANSWER_LIMIT_MS = 5000;

export interface ConnectionInput {
  readonly address: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
  /** Ends the connection at once, also while it is being made. */
  readonly signal: AbortSignal;
  readonly share?: MediaShare | undefined;
  readonly onPacket: (packet: InterleavedPacket) => void;
  readonly onClosed: (fault: StreamFault) => void;
}

type Headers = Readonly<Record<string, string>>;

interface Waiting {
  readonly sequence: number;
  readonly resolve: (response: RtspResponse) => void;
  readonly reject: (fault: StreamFault) => void;
  readonly timer: NodeJS.Timeout;
}

/** One TCP connection that asks one question at a time and hands interleaved packets on. Ends once, with a reason. */
export class RtspConnection {
  readonly #input: ConnectionInput;
  readonly #socket: Socket;
  readonly #parser = new RtspParser();
  #waiting: Waiting | undefined;
  #sequence = 0;
  #challenge: DigestChallenge | undefined;
  #answered = 0;
  #cnonce = '';
  #ended = false;

  private constructor(socket: Socket, input: ConnectionInput) {
    this.#socket = socket;
    this.#input = input;
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
    socket.on('error', () => this.end(FAULTS.closed));
    socket.on('close', () => this.end(FAULTS.closed));
    input.signal.addEventListener('abort', this.#abort, { once: true });
  }

  readonly #abort = (): void => this.end(FAULTS.closed);

  /** Connects within 3 s or rejects with StreamFault. */
  static open(input: ConnectionInput): Promise<RtspConnection> {
    const { address: host, port, signal } = input;
    if (signal.aborted) return Promise.reject(new StreamFault(FAULTS.unreachable));
    return new Promise((resolve, reject) => {
      const socket = netConnect({ host, port, noDelay: true });
      const settle = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', fail);
        socket.removeListener('error', fail);
      };
      const fail = (): void => {
        settle();
        socket.on('error', () => undefined);
        socket.destroy();
        reject(new StreamFault(FAULTS.unreachable));
      };
      const timer = setTimeout(fail, CONNECT_LIMIT_MS);
      signal.addEventListener('abort', fail, { once: true });
      socket.once('error', fail);
      socket.once('connect', () => {
        settle();
        resolve(new RtspConnection(socket, input));
      });
    });
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Asks and returns the answer, logging on with digest when asked to. Rejects with StreamFault. */
  ask(method: string, uri: string, headers: Headers = {}): Promise<RtspResponse> {
    return this.#ask(method, uri, headers, () => this.end(FAULTS.silentStart));
  }

  /** Asks and does not mind whatever answer, nor none: the pictures themselves tell whether the camera lives. */
  keepAlive(method: string, uri: string, headers: Headers): void {
    this.#ask(method, uri, headers, () => this.#forget()).catch(() => undefined);
  }

  async #ask(method: string, uri: string, headers: Headers, late: () => void): Promise<RtspResponse> {
    const response = await this.#send(method, uri, headers, late);
    if (response.status !== 401) return response;
    const offers = response.headers.get('www-authenticate') ?? [];
    const challenge = pickChallenge(offers);
    if (challenge === undefined)
      throw new StreamFault(offers.some((o) => /^basic/i.test(o)) ? FAULTS.basic : FAULTS.refused);
    const stale = this.#challenge !== undefined && this.#challenge.nonce !== challenge.nonce;
    if (this.#challenge !== undefined && !stale) throw new StreamFault(FAULTS.refused);
    this.#challenge = challenge;
    this.#answered = 0;
    this.#cnonce = randomBytes(8).toString('hex');
    const second = await this.#send(method, uri, headers, late);
    if (second.status === 401) throw new StreamFault(FAULTS.refused);
    return second;
  }

  /** Sends without waiting for the answer (TEARDOWN). */
  tell(method: string, uri: string, headers: Headers): void {
    if (!this.#ended) this.#socket.write(this.#text(method, uri, headers));
  }

  end(state: StreamFault['state']): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#input.signal.removeEventListener('abort', this.#abort);
    const fault = new StreamFault(state);
    this.#forget(fault);
    this.#socket.destroySoon();
    this.#input.onClosed(fault);
  }

  #forget(fault = new StreamFault(FAULTS.silent)): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    clearTimeout(waiting?.timer);
    waiting?.reject(fault);
  }

  #send(method: string, uri: string, headers: Headers, late: () => void): Promise<RtspResponse> {
    if (this.#ended || this.#waiting !== undefined) return Promise.reject(new StreamFault(FAULTS.closed));
    return new Promise((resolve, reject) => {
      const text = this.#text(method, uri, headers);
      const timer = setTimeout(late, ANSWER_LIMIT_MS);
      this.#waiting = { sequence: this.#sequence, resolve, reject, timer };
      this.#socket.write(text);
    });
  }

  #text(method: string, uri: string, headers: Headers): string {
    this.#sequence += 1;
    const lines = [`${method} ${uri} RTSP/1.0`, `CSeq: ${this.#sequence}`, 'User-Agent: Porchlight'];
    if (this.#challenge !== undefined) {
      this.#answered += 1;
      const { username, password } = this.#input;
      const input = { challenge: this.#challenge, username, password, method, uri };
      const answer = digestAuthorization({ ...input, count: this.#answered, cnonce: this.#cnonce });
      lines.push(`Authorization: ${answer}`);
    }
    for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
    return `${lines.join('\r\n')}\r\n\r\n`;
  }

  #read(chunk: Buffer): void {
    try {
      for (const item of this.#parser.push(chunk)) {
        if (this.#ended) return;
        this.#item(item);
      }
    } catch (error) {
      if (!(error instanceof MediaError)) throw error;
      this.end(FAULTS.garbage);
    }
    const waitMs = this.#input.share?.arrived(chunk.length) ?? 0;
    if (waitMs > 0 && !this.#ended) this.#rest(waitMs);
  }

  /** Not reading makes the camera wait: its own pictures come late, nobody else's. */
  #rest(ms: number): void {
    this.#socket.pause();
    setTimeout(() => this.#socket.resume(), ms);
  }

  #item(item: RtspItem): void {
    if (item.kind === 'packet') this.#input.onPacket(item);
    if (item.kind !== 'response') return;
    const waiting = this.#waiting;
    const sequence = Number(item.headers.get('cseq')?.[0] ?? waiting?.sequence);
    if (waiting === undefined || sequence !== waiting.sequence) return;
    this.#waiting = undefined;
    clearTimeout(waiting.timer);
    waiting.resolve(item);
  }
}
