import type { SenderReport } from './rtp-packet.ts';

/** Largest distance between a camera's clock and ours that is believed, µs. */
const MAX_SKEW_US = 10_000_000;
const WRAP = 2 ** 32;

/**
 * Turns RTP timestamps into capture times in µs since 1970 UTC: by sender reports where the camera's clock is within
 * ten seconds of ours, else by the earliest arrival seen (which can be late by the network's delay). Never goes back
 * within one connection.
 */
export class RtpClock {
  readonly #rate: number;
  readonly #nowUs: () => number;
  #anchorTimestamp = 0;
  #anchorUs: number | undefined;
  #bySender = false;
  #last = 0;

  constructor(clockRate: number, nowUs: () => number) {
    this.#rate = clockRate;
    this.#nowUs = nowUs;
  }

  report(report: SenderReport): void {
    const now = this.#nowUs();
    if (Math.abs(report.wallUs - now) > MAX_SKEW_US) return;
    this.#anchorTimestamp = report.timestamp;
    this.#anchorUs = report.wallUs;
    this.#bySender = true;
  }

  captureUs(timestamp: number): number {
    const now = this.#nowUs();
    if (this.#anchorUs === undefined) this.#anchor(timestamp, now);
    let at = this.#at(timestamp);
    // A burst or a jump: arrival bounds what a stream can claim.
    if ((!this.#bySender && at > now) || Math.abs(now - at) > MAX_SKEW_US) {
      this.#anchor(timestamp, now);
      at = now;
    }
    this.#last = Math.max(this.#last + 1, Math.round(at));
    return this.#last;
  }

  #anchor(timestamp: number, now: number): void {
    this.#anchorTimestamp = timestamp;
    this.#anchorUs = now;
    this.#bySender = false;
  }

  #at(timestamp: number): number {
    let ticks = (timestamp - this.#anchorTimestamp) % WRAP;
    if (ticks > WRAP / 2) ticks -= WRAP;
    if (ticks < -WRAP / 2) ticks += WRAP;
    return (this.#anchorUs as number) + (ticks * 1e6) / this.#rate;
  }
}
