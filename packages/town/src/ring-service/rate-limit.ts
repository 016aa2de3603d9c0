/** Requests of the last second, for one partner. */
export class RateLimit {
  readonly #perSecond: number;
  readonly #now: () => number;
  #times: number[] = [];

  constructor(perSecond: number, now: () => number) {
    this.#perSecond = perSecond;
    this.#now = now;
  }

  /** Undefined when the request is within the limit, else the seconds to wait. */
  take(): number | undefined {
    const now = this.#now();
    this.#times = this.#times.filter((at) => now - at < 1000);
    if (this.#times.length >= this.#perSecond) return 1;
    this.#times.push(now);
    return undefined;
  }
}
