import { ProblemError } from './problem-reply.ts';

interface Bucket {
  tokens: number;
  at: number;
}

const MAX_BUCKETS = 20_000;

/** Token buckets by address: `perMinute` calls a minute, and as many at once. Memory is bounded. */
export class RateLimit {
  readonly #perMinute: number;
  readonly #monotonic: () => number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(perMinute: number, monotonic: () => number) {
    this.#perMinute = perMinute;
    this.#monotonic = monotonic;
  }

  /** Throws the `too-many` problem, with the seconds to wait, when the address has used its share. */
  take(address: string): void {
    const now = this.#monotonic();
    const bucket = this.#buckets.get(address) ?? { tokens: this.#perMinute, at: now };
    this.#buckets.delete(address);
    bucket.tokens = Math.min(this.#perMinute, bucket.tokens + ((now - bucket.at) * this.#perMinute) / 60_000);
    bucket.at = now;
    if (this.#buckets.size >= MAX_BUCKETS) {
      const [oldest] = this.#buckets.keys();
      if (oldest !== undefined) this.#buckets.delete(oldest);
    }
    this.#buckets.set(address, bucket);
    if (bucket.tokens < 1) {
      const waitS = Math.ceil(((1 - bucket.tokens) * 60) / this.#perMinute);
      throw new ProblemError('too-many', undefined, undefined, waitS);
    }
    bucket.tokens -= 1;
  }
}
