/** Longest and largest wait for a viewer's socket, from the first message on. */
export const MAX_WAIT_MS = 3000;
export const MAX_WAIT_BYTES = 1_500_000;

/**
 * What a gateway sent between the grant and the moment the viewer's socket asks for it: sealed, in order, a few
 * milliseconds as a rule. Beyond the limits it is emptied and the viewer joins anew at the gateway.
 */
export class WaitingRoom {
  #messages: Uint8Array[] = [];
  #bytes = 0;
  #since: number | undefined;
  #missed = false;

  /** Answers how many messages are lost by it. */
  put(message: Uint8Array, now: number): number {
    if (this.#missed) return 1;
    this.#since ??= now;
    this.#bytes += message.length;
    this.#messages.push(message);
    return this.#bytes > MAX_WAIT_BYTES || now - this.#since > MAX_WAIT_MS ? this.miss() : 0;
  }

  /** Empties it for good: nobody waits here any more. Answers how many messages are lost. */
  miss(): number {
    const lost = this.#messages.length;
    this.#missed = true;
    this.#messages = [];
    return lost;
  }

  /** Drops what has waited too long, also when nothing more arrives. Answers how many messages are lost. */
  expire(now: number): number {
    return this.#since !== undefined && now - this.#since > MAX_WAIT_MS ? this.miss() : 0;
  }

  /** Everything since the first message in order, or undefined when something was lost. Empties the room. */
  leave(): Uint8Array[] | undefined {
    const messages = this.#missed ? undefined : this.#messages;
    this.miss();
    return messages;
  }
}
