import type { SenderReport } from './rtp-packet.ts';

/** Largest distance between a camera's clock and ours that is believed, µs. */
const MAX_SKEW_US = 10_000_000;
const MAX_REORDER_US = 1_000_000;
const RECENT = 16;
const WRAP = 2 ** 32;

/**
 * Turns RTP timestamps into capture times in µs since 1970 UTC: by sender reports where the camera's clock is within
 * ten seconds of ours, else by the earliest arrival seen (which can be late by the network's delay). Goes back only for
 * pictures that are shown before one that was decoded earlier (B-frames), by at most 1 s, and never repeats one of the
 * last 16: a decoder tells its pictures apart by this time.
 */
export class RtpClock {
  readonly #rate: number;
  readonly #nowUs: () => number;
  #anchorTimestamp = 0;
  #anchorUs: number | undefined;
  #bySender = false;
  #highest = 0;
  #highestTimestamp = 0;
  #recent: number[] = [];

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
    return this.#distinct(timestamp, Math.round(at));
  }

  #distinct(timestamp: number, wanted: number): number {
    let at = wanted;
    if (at <= this.#highest) {
      const behindUs = (-ticksBetween(this.#highestTimestamp, timestamp) * 1e6) / this.#rate;
      // Else a clock was set back, not a picture reordered.
      const reordered = behindUs > 0 && behindUs <= MAX_REORDER_US && this.#highest - at <= MAX_REORDER_US;
      if (!reordered) at = this.#highest + 1;
    }
    while (this.#recent.includes(at)) at += 1;
    if (at > this.#highest) {
      this.#highest = at;
      this.#highestTimestamp = timestamp;
    }
    this.#recent = [...this.#recent.slice(1 - RECENT), at];
    return at;
  }

  #anchor(timestamp: number, now: number): void {
    this.#anchorTimestamp = timestamp;
    this.#anchorUs = now;
    this.#bySender = false;
  }

  #at(timestamp: number): number {
    return (this.#anchorUs as number) + (ticksBetween(this.#anchorTimestamp, timestamp) * 1e6) / this.#rate;
  }
}

/** From one RTP timestamp to another the short way round the wrap (RFC 3550 §5.1). */
function ticksBetween(from: number, to: number): number {
  const ticks = (to - from) % WRAP;
  if (ticks > WRAP / 2) return ticks - WRAP;
  return ticks < -WRAP / 2 ? ticks + WRAP : ticks;
}
