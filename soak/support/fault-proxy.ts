import type { AddressInfo } from 'node:net';
import { connect, createServer, type Server, type Socket } from 'node:net';

/**
 * What a TCP path can do to those who use it. `delay`: every chunk 400 ms late, in order. `reset`: every connection is reset,
 * new ones too. `half-open`: bytes vanish and nobody is told. `trickle`: 64 bytes each 50 ms. `cut`: nothing listens any more.
 */
export const FAULTS = ['delay', 'reset', 'half-open', 'trickle', 'cut'] as const;
export type Fault = (typeof FAULTS)[number];

const DELAY_MS = 400;
const TRICKLE_MS = 50;
const TRICKLE_BYTES = 64;
/** What waits in one direction before the sender is told to wait. */
const MAX_WAITING_BYTES = 256 * 1024;

/** A TCP proxy on 127.0.0.1 before `target`, whose fault can be changed while connections run. */
export class FaultProxy {
  readonly #server: Server;
  readonly #target: () => number | string;
  readonly #sockets = new Set<Socket>();
  #fault: Fault | undefined;

  private constructor(server: Server, target: () => number | string) {
    this.#server = server;
    this.#target = target;
    server.on('connection', (socket) => this.#accept(socket));
  }

  /** `target`: the port on 127.0.0.1, or the path of a socket, asked for each connection. `port` 0: any free one. */
  static async listen(target: () => number | string, port = 0): Promise<FaultProxy> {
    const server = createServer({ allowHalfOpen: true });
    const proxy = new FaultProxy(server, target);
    await proxy.#listen(port);
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get fault(): Fault | undefined {
    return this.#fault;
  }

  /** Applies to running connections at once; undefined: none. Whatever a half-open path swallowed stays lost: such connections end. */
  set(fault: Fault | undefined): void {
    const lossy = this.#fault === 'half-open';
    this.#fault = fault;
    if (fault === 'reset' || fault === 'cut' || lossy) for (const socket of this.#sockets) reset(socket);
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((done) => this.#server.close(done));
  }

  #listen(port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', () => resolve());
    });
  }

  #accept(near: Socket): void {
    if (this.#fault === 'reset' || this.#fault === 'cut') {
      reset(near);
      return;
    }
    const target = this.#target();
    const address = typeof target === 'string' ? { path: target } : { host: '127.0.0.1', port: target };
    const far = connect({ ...address, allowHalfOpen: true });
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
    this.#pipe(near, far);
    this.#pipe(far, near);
  }

  /** One direction, in order: each chunk waits for those before it. */
  #pipe(from: Socket, to: Socket): void {
    let waiting = 0;
    let tail = Promise.resolve();
    from.on('data', (chunk: Buffer) => {
      if (this.#fault === 'half-open') return;
      waiting += chunk.length;
      if (waiting > MAX_WAITING_BYTES) from.pause();
      const due = performance.now() + (this.#fault === 'delay' ? DELAY_MS : 0);
      tail = tail
        .then(() => this.#pass(chunk, to, due))
        .then(() => {
          waiting -= chunk.length;
          if (waiting <= MAX_WAITING_BYTES) from.resume();
        });
    });
    from.on('end', () => {
      tail = tail.then(() => void to.end());
    });
  }

  async #pass(chunk: Buffer, to: Socket, due: number): Promise<void> {
    if (due > performance.now()) await later(due - performance.now());
    for (let at = 0; at < chunk.length && !to.destroyed; ) {
      const slow = this.#fault === 'trickle';
      const piece = slow ? chunk.subarray(at, at + TRICKLE_BYTES) : chunk.subarray(at);
      if (slow) await later(TRICKLE_MS);
      if (this.#fault === 'half-open') return;
      at += piece.length;
      if (!to.write(piece)) await drained(to);
    }
  }
}

/** What has no TCP under it (a socket in the file system) knows no reset. */
function reset(socket: Socket): void {
  if (socket.remoteAddress === undefined) socket.destroy();
  else socket.resetAndDestroy();
}

const later = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

function drained(socket: Socket): Promise<void> {
  if (socket.destroyed) return Promise.resolve();
  return new Promise((done) => {
    const end = (): void => {
      socket.off('drain', end).off('close', end);
      done();
    };
    socket.on('drain', end).on('close', end);
  });
}
