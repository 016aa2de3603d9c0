/** Unacknowledged for longer than this, a stream drops to its next key unit; a main stream somebody enlarged goes last. */
const LIMIT_MS = { sub: 700, main: 1400 } as const;
const LIMIT_BYTES = { sub: 4_000_000, main: 8_000_000 } as const;

/**
 * What the hub has not yet taken. It acknowledges every 250 ms; what is older than the limit means that the way there is
 * slower than the pictures.
 */
export class HubBacklog {
  #sent = 0;
  #acknowledged = 0;
  readonly #marks: { readonly upTo: number; readonly at: number }[] = [];

  sent(bytes: number, at: number): void {
    this.#sent += bytes;
    this.#marks.push({ upTo: this.#sent, at });
  }

  /** The hub has taken `bytes` in all on this connection. A figure that goes back or runs ahead is clamped. */
  acknowledge(bytes: number): void {
    this.#acknowledged = Math.min(this.#sent, Math.max(this.#acknowledged, bytes));
    const open = this.#marks.findIndex((mark) => mark.upTo > this.#acknowledged);
    this.#marks.splice(0, open === -1 ? this.#marks.length : open);
  }

  /** True when a unit of this stream must wait for a better moment. */
  over(stream: 'main' | 'sub', now: number): boolean {
    const oldest = this.#marks[0];
    return (
      (oldest !== undefined && now - oldest.at > LIMIT_MS[stream]) ||
      this.#sent - this.#acknowledged > LIMIT_BYTES[stream]
    );
  }
}
