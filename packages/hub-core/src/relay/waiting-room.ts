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

  put(message: Uint8Array, now: number): void {
    if (this.#missed) return;
    this.#since ??= now;
    this.#bytes += message.length;
    if (this.#bytes > MAX_WAIT_BYTES || now - this.#since > MAX_WAIT_MS) this.miss();
    else this.#messages.push(message);
  }

  /** Empties it for good: nobody waits here any more. */
  miss(): void {
    this.#missed = true;
    this.#messages = [];
  }

  /** Drops what has waited too long, also when nothing more arrives. */
  expire(now: number): void {
    if (this.#since !== undefined && now - this.#since > MAX_WAIT_MS) this.miss();
  }

  /** Everything since the first message in order, or undefined when something was lost. Empties the room. */
  leave(): Uint8Array[] | undefined {
    const messages = this.#missed ? undefined : this.#messages;
    this.miss();
    return messages;
  }
}
