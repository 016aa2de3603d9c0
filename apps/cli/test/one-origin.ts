import { connect, createServer, type Server, type Socket } from 'node:net';

interface Backend {
  readonly port: number;
  ready: boolean;
}

const CHECK_MS = 100;

/**
 * The one address in front of several hubs: a TCP proxy that looks at the first line of a connection, as any load balancer
 * does at level 7 or not at all. In turn among those that say they are ready, or as `rule` says; the next one when it
 * cannot connect.
 */
export class OneOrigin {
  readonly #server: Server;
  readonly #backends: Backend[] = [];
  readonly #sockets = new Set<Socket>();
  /** Open connections by the path they began with, and the hub they go to. */
  readonly #open = new Map<Socket, { path: string; index: number }>();
  readonly #timer: NodeJS.Timeout;
  #turn = 0;
  /** Index of the hub for a path; undefined: in turn. Followed where that hub is ready. */
  rule: (path: string) => number | undefined = () => undefined;

  private constructor(server: Server) {
    this.#server = server;
    server.on('connection', (socket) => this.#accept(socket));
    this.#timer = setInterval(() => void this.check(), CHECK_MS);
  }

  static async listen(port: number): Promise<OneOrigin> {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    return new OneOrigin(server);
  }

  /** Adds a hub, or brings back the one of that index at another port; it gets nothing before it says that it is ready. */
  add(port: number, index = this.#backends.length): void {
    this.#backends[index] = { port, ready: false };
  }

  ready(index: number): boolean {
    return this.#backends[index]?.ready ?? false;
  }

  /** The hubs that open connections of that path go to. */
  where(path: string): number[] {
    return [...this.#open.values()].filter((each) => each.path.startsWith(path)).map(({ index }) => index);
  }

  /** Breaks every open connection of that path. */
  drop(path: string): void {
    for (const [socket, each] of this.#open) if (each.path.startsWith(path)) socket.destroy();
  }

  async check(): Promise<void> {
    await Promise.all(
      this.#backends.map(async (backend) => {
        const answer = await fetch(`http://127.0.0.1:${backend.port}/frontz`, {
          headers: { connection: 'close' },
          signal: AbortSignal.timeout(1000),
        }).catch(() => undefined);
        await answer?.arrayBuffer().catch(() => undefined);
        backend.ready = answer?.ok ?? false;
      }),
    );
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((done) => this.#server.close(done));
  }

  #accept(socket: Socket): void {
    this.#keep(socket);
    socket.once('data', (first: Buffer) => {
      socket.pause();
      const path = /^[A-Z]+ (\S+)/.exec(first.toString('latin1', 0, 400))?.[1] ?? '';
      this.#connect(socket, { first, path }, this.#candidates(path));
    });
  }

  #candidates(path: string): Backend[] {
    const ready = this.#backends.filter((backend) => backend.ready);
    const ruled = this.#backends[this.rule(path) ?? -1];
    const turn = this.#turn++;
    const inTurn = ready.map((_, n) => ready[(turn + n) % ready.length] as Backend);
    return ruled?.ready ? [ruled, ...inTurn.filter((backend) => backend !== ruled)] : inTurn;
  }

  #connect(socket: Socket, begun: { first: Buffer; path: string }, [next, ...rest]: Backend[]): void {
    if (next === undefined) {
      socket.destroy();
      return;
    }
    const far = connect(next.port, '127.0.0.1');
    this.#keep(far);
    far.once('error', () => {
      if (!far.connecting && far.bytesWritten > 0) return;
      next.ready = false;
      this.#connect(socket, begun, rest);
    });
    far.once('connect', () => {
      far.write(begun.first);
      this.#open.set(socket, { path: begun.path, index: this.#backends.indexOf(next) });
      socket.once('close', () => this.#open.delete(socket));
      socket.pipe(far).pipe(socket);
      socket.once('close', () => far.destroy());
      far.once('close', () => socket.destroy());
      socket.resume();
    });
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => this.#sockets.delete(socket));
  }
}
