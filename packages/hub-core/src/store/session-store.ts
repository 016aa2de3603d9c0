import type { EpochMs } from '@porchlight/domain';

export type SessionArea = 'console' | 'owner' | 'clerk';

export interface StoredSession {
  /** SHA-256 of the token, base64url. The token itself is never stored. */
  readonly tokenHash: string;
  readonly area: SessionArea;
  /** Person id or owner id. */
  readonly subjectId: string;
  /** The key that signed in: a struck-off key ends its sessions. */
  readonly keyId: string;
  readonly createdAt: EpochMs;
  readonly seenAt: EpochMs;
  /** Absolute end, however active. */
  readonly expiresAt: EpochMs;
}

/** A one-time challenge; `subject` ties it to an invitation or the administrator link where there is one. */
export interface StoredChallenge {
  /** base64url. */
  readonly challenge: string;
  readonly area: SessionArea | 'start' | 'invite';
  readonly purpose: 'sign-in' | 'register';
  readonly noticeAccepted: boolean;
  readonly subject: string | null;
  readonly expiresAt: EpochMs;
}

/** Five failures lock for ten minutes; failures more than fifteen minutes apart do not add up. */
export const LOG_ON_FAILURES = 5;
export const LOG_ON_LOCK_MS = 600_000;
export const LOG_ON_WINDOW_MS = 900_000;

export interface SessionStore {
  open(session: StoredSession): Promise<void>;
  /** Nothing at or after its absolute end. */
  find(tokenHash: string, now: EpochMs): Promise<StoredSession | undefined>;
  /** Moves `seenAt` forward, never back. */
  touch(tokenHash: string, at: EpochMs): Promise<void>;
  close(tokenHash: string): Promise<void>;
  /** Ends all sessions of a person or owner in an area; the hashes of those ended come back. */
  closeAll(area: SessionArea, subjectId: string): Promise<readonly string[]>;
  putChallenge(challenge: StoredChallenge): Promise<void>;
  /** Takes the challenge: a second call, one at or after its end, or for another area or purpose finds nothing. Atomic. */
  useChallenge(
    challenge: string,
    area: StoredChallenge['area'],
    purpose: StoredChallenge['purpose'],
    now: EpochMs,
  ): Promise<StoredChallenge | undefined>;
  /** Counts a failed log-on of `subject` (a key id, person or address); answers until when it is locked, null when it is not. Atomic. */
  recordFailure(subject: string, at: EpochMs): Promise<EpochMs | null>;
  /** Null when not locked at `now`. */
  lockedUntil(subject: string, now: EpochMs): Promise<EpochMs | null>;
  /** After a good log-on. */
  clearFailures(subject: string): Promise<void>;
  /** Removes what ended before `now`: sessions, challenges, stale failures. */
  sweep(now: EpochMs): Promise<void>;
}
