import type { OwnerId } from '@porchlight/domain';
import { type Refused, refuse } from '../problems.ts';

type Answer<Reply> = { readonly kind: 'ok'; readonly reply: Reply } | Refused;

interface Waiting<To, Reply> {
  readonly to: To;
  readonly ownerId: OwnerId;
  readonly settle: (answer: Answer<Reply>) => void;
}

/** Calls made for owners over somebody's connection, until their reply, their time or the connection's end. */
export class PendingCalls<To, Reply> {
  readonly #waiting = new Map<number, Waiting<To, Reply>>();
  #lastCall: number;

  /** `firstCall`: numbers begin behind it. */
  constructor(firstCall = 0) {
    this.#lastCall = firstCall;
  }

  /** How many of this owner's calls wait. */
  of(ownerId: OwnerId): number {
    return [...this.#waiting.values()].filter((waiting) => waiting.ownerId === ownerId).length;
  }

  /** `send` hands the call on under its number; a refusal from it is the answer. */
  ask(
    call: { readonly to: To; readonly ownerId: OwnerId; readonly timeoutMs: number; readonly late: Refused },
    send: (callId: number) => Refused | undefined,
  ): Promise<Answer<Reply>> {
    this.#lastCall += 1;
    const callId = this.#lastCall;
    return new Promise((resolve) => {
      const settle = (answer: Answer<Reply>): void => {
        clearTimeout(timer);
        this.#waiting.delete(callId);
        resolve(answer);
      };
      const timer = setTimeout(() => settle(call.late), call.timeoutMs);
      this.#waiting.set(callId, { to: call.to, ownerId: call.ownerId, settle });
      const refused = send(callId);
      if (refused) settle(refused);
    });
  }

  /** A reply to a call that somebody else was asked, or that is over, counts for nothing. */
  answered(to: To, callId: number, reply: Reply): void {
    const waiting = this.#waiting.get(callId);
    if (waiting?.to === to) waiting.settle({ kind: 'ok', reply });
  }

  /** Nobody waits for it any longer. */
  lost(to: To, refused: Refused): void {
    for (const waiting of [...this.#waiting.values()]) if (waiting.to === to) waiting.settle(refused);
  }

  close(): void {
    for (const waiting of [...this.#waiting.values()]) waiting.settle(refuse('not-ready'));
  }
}
