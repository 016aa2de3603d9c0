import { createHmac, timingSafeEqual } from 'node:crypto';
import type { RingTokens } from './ring-api.ts';

/** The service's own window for a redirect. */
const WINDOW_MS = 600_000;
const MAX_UNCLAIMED = 64;

/** Tokens of a Ring account that no owner has claimed yet; in memory alone, for ten minutes. */
export interface Unclaimed {
  readonly accountId: string;
  readonly tokens: RingTokens;
  readonly at: number;
}

/**
 * One-way account linking: tokens come first, server to server, and the owner's browser brings a nonce that only the service can
 * have made for one account (HMAC-SHA-256 of `time:account`). Whoever is signed in and brings it claims the tokens, once.
 */
export class UnclaimedTokens {
  readonly #hmacKey: string;
  readonly #now: () => number;
  #held: Unclaimed[] = [];

  constructor(hmacKey: string, now: () => number) {
    this.#hmacKey = hmacKey;
    this.#now = now;
  }

  add(accountId: string, tokens: RingTokens): void {
    this.#held = this.#held.filter((each) => each.accountId !== accountId && this.#fresh(each.at));
    this.#held = [...this.#held, { accountId, tokens, at: this.#now() }].slice(-MAX_UNCLAIMED);
  }

  /** Undefined when no account held here matches, or the time is not within the last ten minutes. */
  claim(nonce: string, time: number): Unclaimed | undefined {
    if (!this.#fresh(time)) return undefined;
    const found = this.#held.find(
      (each) => this.#fresh(each.at) && this.#matches(nonce, time, each.accountId),
    );
    if (found) this.#held = this.#held.filter((each) => each !== found);
    return found;
  }

  /** The account's owner took the app away before the link was finished. */
  drop(accountId: string): void {
    this.#held = this.#held.filter((each) => each.accountId !== accountId);
  }

  #fresh(at: number): boolean {
    const age = this.#now() - at;
    // Two clocks: a few seconds ahead is no forgery, the HMAC sees to that.
    return age >= -30_000 && age <= WINDOW_MS;
  }

  #matches(nonce: string, time: number, accountId: string): boolean {
    const expected = createHmac('sha256', this.#hmacKey).update(`${time}:${accountId}`).digest();
    const given = Buffer.from(nonce, 'base64url');
    return given.length === expected.length && timingSafeEqual(given, expected);
  }
}
