import { type GatewayToHub, HEARTBEAT_SILENCE_MS, type HubToGateway } from '@porchlight/contract';
import type { Clock, GatewayId } from '@porchlight/domain';
import { toBase64Url } from '@porchlight/statements';
import { rawSignatureHolds } from '../crypto/raw-signature.ts';
import type { HubLog, Random } from '../ports.ts';
import type { HubStore } from '../store/hub-store.ts';
import type { TrustDesk } from '../trust/trust-desk.ts';
import { type GatewayLink, type GatewayMessage, gatewayAuthBytes } from './gateway-link.ts';
import { CLOSE, type GatewaySocket } from './gateway-socket.ts';
import type { GatewayPost } from './post.ts';

export interface GatewayDeskParts {
  readonly store: HubStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: HubLog;
  readonly trust: TrustDesk;
  /** Before each media token: tells other hubs whose it is. */
  readonly tokenPrefix?: string;
}

export interface GatewayListener {
  /** It has proved its key and is connected. */
  arrived?(link: GatewayLink): void;
  /** After `welcome` and the trust, and whenever that changed elsewhere: what else this gateway must know. */
  connected(link: GatewayLink): Promise<void>;
  message(link: GatewayLink, message: GatewayMessage): Promise<void>;
  lost(gatewayId: GatewayId): Promise<void>;
}

/** One connection on its way in; ends as a link or closed. */
export interface IncomingGateway {
  /** A parsed message, in order. */
  receive(message: GatewayToHub): void;
  closed(): void;
}

/** Who is connected: proves keys, beats once a second, replaces an old connection by a new one. */
export class GatewayDesk implements GatewayPost {
  readonly #parts: GatewayDeskParts;
  readonly #links = new Map<GatewayId, GatewayLink>();
  readonly #working = new Set<Promise<void>>();
  #listener: GatewayListener | undefined;

  constructor(parts: GatewayDeskParts) {
    this.#parts = parts;
  }

  listen(listener: GatewayListener): void {
    this.#listener = listener;
  }

  get online(): readonly GatewayId[] {
    return [...this.#links.keys()];
  }

  isOnline(gatewayId: GatewayId): boolean {
    return this.#links.has(gatewayId);
  }

  send(gatewayId: GatewayId, message: HubToGateway): boolean {
    const link = this.#links.get(gatewayId);
    link?.socket.send(message);
    return link !== undefined;
  }

  broadcast(message: HubToGateway): void {
    for (const link of this.#links.values()) link.socket.send(message);
  }

  /** It has come to another hub; this one's connection is a leftover. */
  release(gatewayId: GatewayId): void {
    const link = this.#links.get(gatewayId);
    link?.socket.close(CLOSE.replaced, 'replaced');
    if (link) this.#lost(link);
  }

  /** Tells it again what it must know: another hub has changed something. */
  tellAgain(gatewayId: GatewayId): void {
    const link = this.#links.get(gatewayId);
    if (link) link.work = link.work.then(() => this.#guarded(link, () => this.#listener?.connected(link)));
  }

  /** The gateway whose media socket carries this token; undefined when its control connection is gone. */
  byMediaToken(token: string): GatewayId | undefined {
    return [...this.#links.values()].find((link) => link.mediaToken === token)?.gatewayId;
  }

  accept(socket: GatewaySocket): IncomingGateway {
    const challenge = this.#parts.random.bytes(32);
    let link: GatewayLink | undefined;
    let auth = false;
    let open = true;
    socket.send({ t: 'hello', protocol: 1, challenge: toBase64Url(challenge) });
    return {
      receive: (message) => {
        if (link) this.#received(link, message);
        else if (message.t !== 'auth' || auth) socket.close(CLOSE.notAuthenticated, 'auth first');
        else {
          auth = true;
          void this.#authenticate(socket, challenge, message, (made) => {
            if (open) link = made;
            return open;
          });
        }
      },
      closed: () => {
        open = false;
        if (link) this.#lost(link);
      },
    };
  }

  /** Resolves when everything that was heard or lost so far has been handled. */
  async idle(): Promise<void> {
    while (this.#working.size > 0) await Promise.all(this.#working);
  }

  /** Once a second. */
  beat(): void {
    const { clock } = this.#parts;
    const now = clock.monotonic();
    for (const link of this.#links.values()) {
      if (now - link.heardAt > HEARTBEAT_SILENCE_MS) {
        link.socket.close(CLOSE.silent, 'silent');
        this.#lost(link);
      } else link.socket.send({ t: 'heartbeat', at: clock.now() });
    }
  }

  async #authenticate(
    socket: GatewaySocket,
    challenge: Uint8Array<ArrayBuffer>,
    auth: Extract<GatewayToHub, { t: 'auth' }>,
    made: (link: GatewayLink) => boolean,
  ): Promise<void> {
    const { store, log, random, clock, trust, tokenPrefix = '' } = this.#parts;
    try {
      const gateway = await store.gateways.get(auth.gatewayId);
      const bytes = gatewayAuthBytes(challenge, auth.gatewayId);
      if (!gateway || !(await rawSignatureHolds(gateway.key, auth.signature, bytes))) {
        log.warn({ gatewayId: auth.gatewayId }, 'a gateway did not prove its key');
        socket.close(CLOSE.notAuthenticated, 'not authenticated');
        return;
      }
      const link: GatewayLink = {
        gatewayId: gateway.gatewayId,
        key: gateway.key,
        socket,
        mediaToken: `${tokenPrefix}${toBase64Url(random.bytes(32))}`,
        heardAt: clock.monotonic(),
        work: Promise.resolve(),
      };
      if (!made(link)) return;
      await this.#replace(link);
      socket.send({ t: 'welcome', mediaToken: link.mediaToken, at: clock.now() });
      socket.send(trust.bundle);
      this.#listener?.arrived?.(link);
      link.work = this.#guarded(link, () => this.#listener?.connected(link));
      await store.gateways.setSeen(link.gatewayId, clock.now());
    } catch (error) {
      log.error({ err: error }, 'a gateway could not be taken in');
      socket.close(CLOSE.notAuthenticated, 'try again');
    }
  }

  async #replace(link: GatewayLink): Promise<void> {
    const old = this.#links.get(link.gatewayId);
    this.#links.set(link.gatewayId, link);
    if (old === undefined) return;
    old.socket.close(CLOSE.replaced, 'replaced');
    await this.#listener?.lost(link.gatewayId);
  }

  #received(link: GatewayLink, message: GatewayToHub): void {
    link.heardAt = this.#parts.clock.monotonic();
    if (message.t === 'heartbeat') return;
    if (message.t === 'auth') link.socket.close(CLOSE.badMessage, 'already authenticated');
    else link.work = link.work.then(() => this.#guarded(link, () => this.#listener?.message(link, message)));
  }

  #lost(link: GatewayLink): void {
    if (this.#links.get(link.gatewayId) !== link) return;
    this.#links.delete(link.gatewayId);
    void this.#guarded(link, () => this.#listener?.lost(link.gatewayId));
  }

  #guarded(link: GatewayLink, work: () => Promise<void> | undefined): Promise<void> {
    const done = Promise.resolve()
      .then(work)
      .catch((err: unknown) => {
        this.#parts.log.error({ err, gatewayId: link.gatewayId }, 'a gateway message was not handled');
      })
      .finally(() => this.#working.delete(done));
    this.#working.add(done);
    return done;
  }
}
