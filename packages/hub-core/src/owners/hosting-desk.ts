import { HOST_CALL_TIMEOUT_MS, type Sealed, type TakenIn } from '@porchlight/contract';
import type { Clock, GatewayId, HostId, OwnerId } from '@porchlight/domain';
import type { AreaBus } from '../events/area-bus.ts';
import type { HostListener, HostMessage } from '../gateways/host-desk.ts';
import { PendingCalls } from '../gateways/pending-calls.ts';
import type { HostPost } from '../gateways/post.ts';
import { type Refused, refuse } from '../problems.ts';
import type { HubStore } from '../store/hub-store.ts';
import type { TrustDesk } from '../trust/trust-desk.ts';

export interface HostingDeskParts {
  readonly store: HubStore;
  readonly clock: Clock;
  readonly bus: AreaBus;
  readonly trust: TrustDesk;
  readonly post: HostPost;
  /** Where calls are counted from: a random place keeps those of several hubs apart. */
  readonly firstCall: number;
}

/** What owners want of named hosts: hands them owners' sealed codes, and tells them who has left. */
export class HostingDesk implements HostListener {
  readonly #parts: HostingDeskParts;
  readonly #calls: PendingCalls<HostId, TakenIn>;

  constructor(parts: HostingDeskParts) {
    this.#parts = parts;
    this.#calls = new PendingCalls(parts.firstCall);
  }

  /** Hands an owner's sealed code to a host and brings its answer. Settles within fifteen seconds. */
  async takeIn(
    ownerId: OwnerId,
    hostId: HostId,
    code: Sealed,
  ): Promise<{ kind: 'ok'; reply: TakenIn } | Refused> {
    const { store, clock, trust, post } = this.#parts;
    const { hosts } = trust.current.programme.statement;
    if (!hosts?.some((host) => host.hostId === hostId)) return refuse('not-found');
    if (this.#calls.of(ownerId) > 0) return refuse('too-many');
    if (!post.isOnline(hostId)) return refuse('host-offline');
    await store.audit.append({
      at: clock.now(),
      actor: ownerId,
      act: 'host-join',
      subject: hostId,
      detail: '',
    });
    return this.#calls.ask(
      { to: hostId, ownerId, timeoutMs: HOST_CALL_TIMEOUT_MS, late: refuse('host-silent') },
      (callId) =>
        post.send(hostId, { t: 'take-in', callId, ownerId, code }) ? undefined : refuse('host-offline'),
    );
  }

  /** The owner of this gateway has left; said again at each connection until the host says that nothing is left. */
  letGo(hostId: HostId, gatewayId: GatewayId): void {
    this.#parts.post.send(hostId, { t: 'let-go', gatewayId });
  }

  /** The host is connected, to whichever hub: it hears who left meanwhile. */
  async arrived(hostId: HostId): Promise<void> {
    for (const gatewayId of await this.#parts.store.gateways.leavingHost(hostId))
      this.letGo(hostId, gatewayId);
  }

  /** An answer to a call that another host was asked, or another hub made, or that is over, counts for nothing. */
  async message(hostId: HostId, message: HostMessage): Promise<void> {
    if (message.t === 'gone') await this.#gone(hostId, message.gatewayId);
    else this.#calls.answered(hostId, message.callId, message.reply);
  }

  /** The host's connection is lost: nobody waits for it any longer. */
  lost(hostId: HostId): void {
    this.#calls.lost(hostId, refuse('host-offline'));
  }

  close(): void {
    this.#calls.close();
  }

  /** Counts only from the host that ran it. */
  async #gone(hostId: HostId, gatewayId: GatewayId): Promise<void> {
    const { store, bus } = this.#parts;
    const gateway = await store.gateways.get(gatewayId);
    if (gateway?.hostId !== hostId) return;
    for (const ownerId of await store.gateways.leaving(gatewayId)) {
      await store.gateways.left(gatewayId, ownerId);
      bus.publish('owner', ownerId);
    }
  }
}
