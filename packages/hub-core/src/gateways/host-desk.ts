import {
  HEARTBEAT_SILENCE_MS,
  HOST_CALL_TIMEOUT_MS,
  type HostToHub,
  type HubToHost,
  hostAuthBytes,
  type Sealed,
  type TakenIn,
} from '@porchlight/contract';
import type { Clock, GatewayId, HostId, OwnerId } from '@porchlight/domain';
import { toBase64Url } from '@porchlight/statements';
import { rawSignatureHolds } from '../crypto/raw-signature.ts';
import type { AreaBus } from '../events/area-bus.ts';
import type { HubLog, Random } from '../ports.ts';
import { type Refused, refuse } from '../problems.ts';
import type { HubStore } from '../store/hub-store.ts';
import type { TrustDesk } from '../trust/trust-desk.ts';
import { CLOSE } from './gateway-socket.ts';
import { PendingCalls } from './pending-calls.ts';

export interface HostDeskParts {
  readonly store: HubStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: HubLog;
  readonly bus: AreaBus;
  readonly trust: TrustDesk;
}

/** One control connection of a host as the hub sees it. */
export interface HostSocket {
  send(message: HubToHost): void;
  /** WebSocket close code and a short reason. */
  close(code: number, reason: string): void;
}

interface HostConnection {
  readonly hostId: HostId;
  readonly socket: HostSocket;
  heardAt: number;
}

/** Named hosts: proves their keys against the signed programme, hands them owners' sealed codes, and tells them who has left. */
export class HostDesk {
  readonly #parts: HostDeskParts;
  readonly #hosts = new Map<HostId, HostConnection>();
  readonly #calls = new PendingCalls<HostId, TakenIn>();

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

  isOnline(hostId: HostId): boolean {
    return this.#hosts.has(hostId);
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
      await this.#tellReleases(named.hostId);
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

  /** Hands an owner's sealed code to a host and brings its answer. Settles within fifteen seconds. */
  async takeIn(
    ownerId: OwnerId,
    hostId: HostId,
    code: Sealed,
  ): Promise<{ kind: 'ok'; reply: TakenIn } | Refused> {
    const { store, clock } = this.#parts;
    if (this.#named(hostId) === undefined) return refuse('not-found');
    if (this.#calls.of(ownerId) > 0) return refuse('too-many');
    const host = this.#hosts.get(hostId);
    if (host === undefined) return refuse('host-offline');
    await store.audit.append({
      at: clock.now(),
      actor: ownerId,
      act: 'host-join',
      subject: hostId,
      detail: '',
    });
    return this.#calls.ask(
      { to: hostId, ownerId, timeoutMs: HOST_CALL_TIMEOUT_MS, late: refuse('host-silent') },
      (callId) => {
        host.socket.send({ t: 'take-in', callId, ownerId, code });
        return undefined;
      },
    );
  }

  /** The owner of this gateway has left; said again at each connection until the host says that nothing is left. */
  letGo(hostId: HostId, gatewayId: GatewayId): void {
    this.#hosts.get(hostId)?.socket.send({ t: 'let-go', gatewayId });
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

  close(): void {
    this.#calls.close();
  }

  #named(hostId: HostId) {
    return this.#parts.trust.current.programme.statement.hosts?.find((host) => host.hostId === hostId);
  }

  #received(host: HostConnection, message: HostToHub): void {
    host.heardAt = this.#parts.clock.monotonic();
    if (message.t === 'auth') host.socket.close(CLOSE.badMessage, 'already authenticated');
    else if (message.t === 'taken-in') {
      this.#calls.answered(host.hostId, message.callId, message.reply);
    } else if (message.t === 'gone')
      this.#guarded(this.#gone(host, message.gatewayId), 'a release was not kept');
  }

  /** Counts only from the host that ran it. */
  async #gone(host: HostConnection, gatewayId: GatewayId): Promise<void> {
    const { store, bus } = this.#parts;
    const gateway = await store.gateways.get(gatewayId);
    if (gateway?.hostId !== host.hostId) return;
    for (const ownerId of await store.gateways.leaving(gatewayId)) {
      await store.gateways.left(gatewayId, ownerId);
      bus.publish('owner', ownerId);
    }
  }

  async #tellReleases(hostId: HostId): Promise<void> {
    for (const gatewayId of await this.#parts.store.gateways.leavingHost(hostId))
      this.letGo(hostId, gatewayId);
  }

  #lost(host: HostConnection): void {
    if (this.#hosts.get(host.hostId) !== host) return;
    this.#hosts.delete(host.hostId);
    this.#calls.lost(host.hostId, refuse('host-offline'));
  }

  #guarded(work: Promise<void>, what: string): void {
    work.catch((err: unknown) => this.#parts.log.error({ err }, what));
  }
}
