import { BOX_CALL_TIMEOUT_MS, type BoxCall, type BoxReply } from '@porchlight/contract';
import type { Clock, GatewayId, OwnerId } from '@porchlight/domain';
import { PendingCalls } from '../gateways/pending-calls.ts';
import type { GatewayPost } from '../gateways/post.ts';
import { type Refused, refuse } from '../problems.ts';
import type { HubStore } from '../store/hub-store.ts';

export interface BoxDeskParts {
  readonly store: HubStore;
  readonly clock: Clock;
  readonly post: GatewayPost;
  /** Where calls are counted from: a random place keeps those of several hubs apart. */
  readonly firstCall: number;
}

/** How the audit names what an owner asks the own box: this, then the act. */
export const BOX_ACTS = 'box-';
/** Calls of one owner that may wait for their box at a time. */
const MOST_AT_ONCE = 4;

/** Hands what an owner's page asks to the owner's own box, and the box's reply back. Keeps neither. */
export class BoxDesk {
  readonly #parts: BoxDeskParts;
  readonly #calls: PendingCalls<GatewayId, BoxReply>;

  constructor(parts: BoxDeskParts) {
    this.#parts = parts;
    this.#calls = new PendingCalls(parts.firstCall);
  }

  /** A box that is not this owner's is answered like one that does not exist. Settles within fifteen seconds. */
  async call(
    ownerId: OwnerId,
    gatewayId: GatewayId,
    call: BoxCall,
  ): Promise<{ kind: 'ok'; reply: BoxReply } | Refused> {
    const { store, clock, post } = this.#parts;
    const gateway = await store.gateways.get(gatewayId);
    if (!gateway?.ownerIds.includes(ownerId)) return refuse('not-found');
    if (this.#calls.of(ownerId) >= MOST_AT_ONCE) return refuse('too-many');
    await store.audit.append({
      at: clock.now(),
      actor: ownerId,
      act: `${BOX_ACTS}${call.act}`,
      subject: gatewayId,
      detail: '',
    });
    return this.#calls.ask(
      { to: gatewayId, ownerId, timeoutMs: BOX_CALL_TIMEOUT_MS, late: refuse('box-silent') },
      (callId) =>
        post.send(gatewayId, { t: 'box-call', callId, ownerId, call }) ? undefined : refuse('box-offline'),
    );
  }

  /** A box's reply. One to a call that another box was asked, or that is over, counts for nothing. */
  answered(gatewayId: GatewayId, callId: number, reply: BoxReply): void {
    this.#calls.answered(gatewayId, callId, reply);
  }

  /** The box is gone: nobody waits for it any longer. */
  lost(gatewayId: GatewayId): void {
    this.#calls.lost(gatewayId, refuse('box-offline'));
  }

  close(): void {
    this.#calls.close();
  }
}
