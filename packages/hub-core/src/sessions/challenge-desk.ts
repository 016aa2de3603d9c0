import type { Area } from '@porchlight/contract';
import type { Clock } from '@porchlight/domain';
import { keyIdOf, type PublicKey, personMayHold, toBase64Url } from '@porchlight/statements';
import type { Random } from '../ports.ts';
import { type Refused, refuse } from '../problems.ts';
import type { SessionStore, StoredChallenge } from '../store/session-store.ts';
import type { TrustDesk } from '../trust/trust-desk.ts';
import type { Passkeys } from './passkeys.ts';

const CHALLENGE_MS = 5 * 60_000;

export type ChallengeArea = StoredChallenge['area'];
type Purpose = StoredChallenge['purpose'];

/** A new key as the browser hands it in. */
export type NewKey =
  | {
      readonly kind: 'passkey';
      readonly challenge: string;
      readonly response: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: 'software'; readonly key: PublicKey };

export interface ChallengeDeskParts {
  readonly sessions: SessionStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly trust: TrustDesk;
  readonly passkeys: Passkeys;
}

/** One-time challenges, and the keys registered over them. */
export class ChallengeDesk {
  readonly #parts: ChallengeDeskParts;

  constructor(parts: ChallengeDeskParts) {
    this.#parts = parts;
  }

  /** Console and clerk read the use notice first. `subject` ties the challenge to an invitation. */
  async issue(
    area: ChallengeArea,
    purpose: Purpose,
    noticeAccepted: boolean,
    subject: string | null = null,
  ): Promise<{ kind: 'ok'; challenge: string; rpId: string } | Refused> {
    const { sessions, clock, random, trust } = this.#parts;
    if ((area === 'console' || area === 'clerk') && !noticeAccepted) return refuse('notice-first');
    const challenge = toBase64Url(random.bytes(32));
    const expiresAt = clock.now() + CHALLENGE_MS;
    await sessions.putChallenge({ challenge, area, purpose, noticeAccepted, subject, expiresAt });
    return { kind: 'ok', challenge, rpId: trust.current.root.rpId };
  }

  /** Uses the challenge up; undefined when it was used, is too old, or was for something else. */
  async use(challenge: string, area: Area, purpose: Purpose): Promise<StoredChallenge | undefined> {
    return this.#parts.sessions.useChallenge(challenge, area, purpose, this.#parts.clock.now());
  }

  /**
   * Verifies a registration. Whoever may look or sign for the programme needs a key that stays on one device; an
   * owner's may be synchronised. Software keys count under a synthetic root alone.
   */
  async register(
    area: ChallengeArea,
    newKey: NewKey,
    needsDeviceBound: boolean,
    subject: string | null = null,
  ): Promise<{ kind: 'ok'; key: PublicKey; keyId: string } | Refused> {
    const { trust, passkeys, sessions, clock } = this.#parts;
    const { synthetic } = trust.current.root;
    if (newKey.kind === 'software') {
      if (newKey.key.kind !== 'software' || !personMayHold(newKey.key, synthetic))
        return refuse('software-key');
      return { kind: 'ok', key: newKey.key, keyId: await keyIdOf(newKey.key) };
    }
    const used = await sessions.useChallenge(newKey.challenge, area, 'register', clock.now());
    if (used === undefined || used.subject !== subject) return refuse('challenge-used');
    const key = await passkeys.registered(newKey.challenge, newKey.response);
    if (key === undefined) return refuse('bad-signature');
    if (needsDeviceBound && !key.deviceBound) return refuse('copied-key');
    return { kind: 'ok', key, keyId: await keyIdOf(key) };
  }
}
