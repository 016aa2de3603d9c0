import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '@porchlight/domain';
import type { LocalCodeCheck } from './local-code.ts';

const MAX_FAILURES = 5;
export const LOCK_MS = 10 * 60_000;
const IDLE_MS = 30 * 60_000;
const MAX_SESSIONS = 100;

export interface LocalSession {
  readonly token: string;
  /** Goes into every form of this session. */
  readonly csrf: string;
}

export type LogOnResult =
  | { readonly kind: 'in'; readonly session: LocalSession }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'locked'; readonly minutes: number };

/**
 * Log-ons of the local page. Five wrong codes in a row lock it for ten minutes for everybody; sessions that stand go on, so
 * that an owner at the page can always stop. A session ends after 30 idle minutes.
 */
export class LogOn {
  readonly #check: LocalCodeCheck;
  readonly #clock: Clock;
  readonly #sessions = new Map<string, { readonly session: LocalSession; seenAt: number }>();
  #failures = 0;
  #lockedUntil = 0;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(check: LocalCodeCheck, clock: Clock) {
    this.#check = check;
    this.#clock = clock;
  }

  async open(code: string): Promise<LogOnResult> {
    const verdict = await this.verify(code);
    if (verdict !== 'good') return verdict;
    const session = { token: randomToken(), csrf: randomToken() };
    const [oldest] = this.#sessions.keys();
    if (oldest !== undefined && this.#sessions.size >= MAX_SESSIONS) this.#sessions.delete(oldest);
    this.#sessions.set(session.token, { session, seenAt: this.#clock.monotonic() });
    return { kind: 'in', session };
  }

  /** One try after the other, so that five guesses at once are five failures. */
  verify(code: string): Promise<'good' | Exclude<LogOnResult, { kind: 'in' }>> {
    const mine = this.#turn.then(() => this.#judge(code));
    this.#turn = mine.catch(() => undefined);
    return mine;
  }

  async #judge(code: string): Promise<'good' | Exclude<LogOnResult, { kind: 'in' }>> {
    const wait = this.#lockedUntil - this.#clock.monotonic();
    if (wait > 0) return { kind: 'locked', minutes: Math.ceil(wait / 60_000) };
    if (await this.#check.holds(code)) {
      this.#failures = 0;
      return 'good';
    }
    this.#failures += 1;
    if (this.#failures < MAX_FAILURES) return { kind: 'wrong' };
    this.#failures = 0;
    this.#lockedUntil = this.#clock.monotonic() + LOCK_MS;
    return { kind: 'locked', minutes: LOCK_MS / 60_000 };
  }

  /** The standing session of a cookie; using it keeps it. */
  session(token: string | undefined): LocalSession | undefined {
    const entry = token === undefined ? undefined : this.#sessions.get(token);
    if (entry === undefined) return undefined;
    const now = this.#clock.monotonic();
    if (now - entry.seenAt > IDLE_MS) {
      this.#sessions.delete(entry.session.token);
      return undefined;
    }
    entry.seenAt = now;
    return entry.session;
  }

  close(session: LocalSession): void {
    this.#sessions.delete(session.token);
  }
}

const randomToken = (): string => randomBytes(32).toString('base64url');

/** Compares in a time that does not tell where two texts differ. */
export function sameText(a: string, b: string): boolean {
  const [x, y] = [Buffer.from(a), Buffer.from(b)];
  return x.length === y.length && timingSafeEqual(x, y);
}
