import { BOX_CALL_TIMEOUT_MS, type BoxCall, type BoxReply } from '@porchlight/contract';
import type { Clock, GatewayId, OwnerId } from '@porchlight/domain';
import type { GatewayPost } from '../gateways/gateway-post.ts';
import { type Refused, refuse } from '../problems.ts';
import type { HubStore } from '../store/hub-store.ts';

export interface BoxDeskParts {
  readonly store: HubStore;
  readonly clock: Clock;
  readonly post: GatewayPost;
  /** Where calls are counted from: a random place keeps those of several hubs apart. */
  readonly firstCall: number;
}

interface Waiting {
  readonly gatewayId: GatewayId;
  readonly ownerId: OwnerId;
  readonly settle: (answer: { kind: 'ok'; reply: BoxReply } | Refused) => void;
}

/** Calls of one owner that may wait for their box at a time. */
const MOST_AT_ONCE = 4;

/** Hands what an owner's page asks to the owner's own box, and the box's reply back. Keeps neither. */
export class BoxDesk {
  readonly #parts: BoxDeskParts;
  readonly #waiting = new Map<number, Waiting>();
  #lastCall: number;

  constructor(parts: BoxDeskParts) {
    this.#parts = parts;
    this.#lastCall = parts.firstCall;
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
    const own = [...this.#waiting.values()].filter((waiting) => waiting.ownerId === ownerId);
    if (own.length >= MOST_AT_ONCE) return refuse('too-many');
    await store.audit.append({
      at: clock.now(),
      actor: ownerId,
      act: `box-${call.act}`,
      subject: gatewayId,
      detail: '',
    });
    this.#lastCall += 1;
    const callId = this.#lastCall;
    return new Promise((resolve) => {
      const settle: Waiting['settle'] = (answer) => {
        clearTimeout(timer);
        this.#waiting.delete(callId);
        resolve(answer);
      };
      const timer = setTimeout(() => settle(refuse('box-silent')), BOX_CALL_TIMEOUT_MS);
      this.#waiting.set(callId, { gatewayId, ownerId, settle });
      if (!post.send(gatewayId, { t: 'box-call', callId, ownerId, call })) settle(refuse('box-offline'));
    });
  }

  /** A box's reply. One to a call that another box was asked, or that is over, counts for nothing. */
  answered(gatewayId: GatewayId, callId: number, reply: BoxReply): void {
    const waiting = this.#waiting.get(callId);
    if (waiting?.gatewayId === gatewayId) waiting.settle({ kind: 'ok', reply });
  }

  /** The box is gone: nobody waits for it any longer. */
  lost(gatewayId: GatewayId): void {
    for (const waiting of [...this.#waiting.values()])
      if (waiting.gatewayId === gatewayId) waiting.settle(refuse('box-offline'));
  }

  close(): void {
    for (const waiting of [...this.#waiting.values()]) waiting.settle(refuse('not-ready'));
  }
}
