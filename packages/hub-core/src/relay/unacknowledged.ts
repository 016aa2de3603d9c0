interface Mark {
  /** Bytes sent on the channel up to and with this message. */
  readonly upTo: number;
  readonly at: number;
}

/**
 * What was sent to one viewer on one channel and not yet acknowledged: how many bytes, and since when. Memory is
 * bounded by whoever stops sending when the figures pass a limit.
 */
export class Unacknowledged {
  #sent = 0;
  #acknowledged = 0;
  #marks: Mark[] = [];

  /** Notes a message of `bytes` handed to the socket at monotonic time `at`. */
  sent(bytes: number, at: number): void {
    this.#sent += bytes;
    this.#marks.push({ upTo: this.#sent, at });
  }

  /** The viewer has `received` bytes of this channel in all. A figure that goes back or runs ahead is clamped. */
  acknowledge(received: number): void {
    this.#acknowledged = Math.min(this.#sent, Math.max(this.#acknowledged, received));
    const open = this.#marks.findIndex((mark) => mark.upTo > this.#acknowledged);
    if (open === -1) this.#marks = [];
    else if (open > 0) this.#marks.splice(0, open);
  }

  /** True once something was acknowledged. */
  get begun(): boolean {
    return this.#acknowledged > 0;
  }

  get bytes(): number {
    return this.#sent - this.#acknowledged;
  }

  /** Milliseconds since the oldest message that is not acknowledged was sent; 0 when there is none. */
  ageMs(now: number): number {
    const oldest = this.#marks[0];
    return oldest === undefined ? 0 : now - oldest.at;
  }
}
