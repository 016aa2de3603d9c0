import { HEARTBEAT_SILENCE_MS, type HostToHub, type HubToHost, hostAuthBytes } from '@porchlight/contract';
import type { Clock, HostId } from '@porchlight/domain';
import { toBase64Url } from '@porchlight/statements';
import { rawSignatureHolds } from '../crypto/raw-signature.ts';
import type { HubLog, Random } from '../ports.ts';
import type { TrustDesk } from '../trust/trust-desk.ts';
import { CLOSE } from './gateway-socket.ts';
import type { HostPost } from './post.ts';

export interface HostDeskParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: HubLog;
  readonly trust: TrustDesk;
}

/** One control connection of a host as the hub sees it. */
export interface HostSocket {
  send(message: HubToHost): void;
  /** WebSocket close code and a short reason. */
  close(code: number, reason: string): void;
}

/** What a host says of its owners. */
export type HostMessage = Extract<HostToHub, { t: 'taken-in' | 'gone' }>;

export interface HostListener {
  /** It has proved its key and is connected, also when a new connection took the place of an old one. */
  arrived(hostId: HostId): Promise<void>;
  message(hostId: HostId, message: HostMessage): Promise<void>;
  lost(hostId: HostId): void;
}

interface HostConnection {
  readonly hostId: HostId;
  readonly socket: HostSocket;
  heardAt: number;
}

/** Which named hosts are connected: proves their keys against the signed programme, replaces an old connection by a new one. */
export class HostDesk implements HostPost {
  readonly #parts: HostDeskParts;
  readonly #hosts = new Map<HostId, HostConnection>();
  #listener: HostListener | undefined;

  constructor(parts: HostDeskParts) {
    this.#parts = parts;
    // A host that the programme no longer names is nobody's host.
    parts.trust.onChange(() => {
      for (const host of this.#hosts.values())
        if (this.#named(host.hostId) === undefined) {
          host.socket.close(CLOSE.notAuthenticated, 'no longer named');
          this.#lost(host);
        }
    });
  }

  /** Before the first connection. */
  listen(listener: HostListener): void {
    this.#listener = listener;
  }

  get online(): readonly HostId[] {
    return [...this.#hosts.keys()];
  }

  isOnline(hostId: HostId): boolean {
    return this.#hosts.has(hostId);
  }

  send(hostId: HostId, message: HubToHost): boolean {
    const host = this.#hosts.get(hostId);
    host?.socket.send(message);
    return host !== undefined;
  }

  /** It has come to another hub; this one's connection is a leftover. */
  release(hostId: HostId): void {
    const host = this.#hosts.get(hostId);
    host?.socket.close(CLOSE.replaced, 'replaced');
    if (host) this.#lost(host);
  }

  accept(socket: HostSocket): { receive(message: HostToHub): void; closed(): void } {
    const challenge = this.#parts.random.bytes(32);
    let host: HostConnection | undefined;
    let asked = false;
    let open = true;
    socket.send({ t: 'hello', protocol: 1, challenge: toBase64Url(challenge) });
    const welcome = async (auth: Extract<HostToHub, { t: 'auth' }>): Promise<void> => {
      const named = this.#named(auth.hostId);
      const bytes = hostAuthBytes(challenge, auth.hostId);
      if (!named || !(await rawSignatureHolds(named.key, auth.signature, bytes))) {
        this.#parts.log.warn({ hostId: auth.hostId }, 'a host did not prove its key');
        socket.close(CLOSE.notAuthenticated, 'not authenticated');
        return;
      }
      if (!open) return;
      host = { hostId: named.hostId, socket, heardAt: this.#parts.clock.monotonic() };
      this.#hosts.get(named.hostId)?.socket.close(CLOSE.replaced, 'replaced');
      this.#hosts.set(named.hostId, host);
      socket.send({ t: 'welcome' });
      await this.#listener?.arrived(named.hostId);
    };
    return {
      receive: (message) => {
        if (host) this.#received(host, message);
        else if (message.t !== 'auth' || asked) socket.close(CLOSE.notAuthenticated, 'auth first');
        else {
          asked = true;
          this.#guarded(welcome(message), 'a host could not be taken in');
        }
      },
      closed: () => {
        open = false;
        if (host) this.#lost(host);
      },
    };
  }

  /** Once a second. */
  beat(): void {
    const now = this.#parts.clock.monotonic();
    for (const host of this.#hosts.values()) {
      if (now - host.heardAt > HEARTBEAT_SILENCE_MS) {
        host.socket.close(CLOSE.silent, 'silent');
        this.#lost(host);
      } else host.socket.send({ t: 'heartbeat' });
    }
  }

  #named(hostId: HostId) {
    return this.#parts.trust.current.programme.statement.hosts?.find((host) => host.hostId === hostId);
  }

  #received(host: HostConnection, message: HostToHub): void {
    host.heardAt = this.#parts.clock.monotonic();
    if (message.t === 'heartbeat') return;
    if (message.t === 'auth') host.socket.close(CLOSE.badMessage, 'already authenticated');
    else this.#guarded(this.#listener?.message(host.hostId, message), 'a host’s message was not handled');
  }

  #lost(host: HostConnection): void {
    if (this.#hosts.get(host.hostId) !== host) return;
    this.#hosts.delete(host.hostId);
    this.#listener?.lost(host.hostId);
  }

  #guarded(work: Promise<void> | undefined, what: string): void {
    work?.catch((err: unknown) => this.#parts.log.error({ err }, what));
  }
}
