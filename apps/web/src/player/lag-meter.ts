const WINDOW_MS = 60_000;

/**
 * How late pictures are, in ms, against the promptest of the last minute: the capture clock is the camera's and the
 * drawing clock the browser's, so only the difference to the best case can be told.
 */
export class LagMeter {
  #best = Number.POSITIVE_INFINITY;
  #before = Number.POSITIVE_INFINITY;
  #since = 0;

  /** Both in ms; returns the lag, 0 or more. */
  measure(captureMs: number, nowMs: number): number {
    const delay = nowMs - captureMs;
    if (nowMs - this.#since > WINDOW_MS) {
      this.#before = this.#best;
      this.#best = delay;
      this.#since = nowMs;
    }
    this.#best = Math.min(this.#best, delay);
    return Math.max(0, delay - Math.min(this.#best, this.#before));
  }
}
