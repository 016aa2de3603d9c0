import type { EpochMs } from '@porchlight/domain';
import type { Envelope, PublicKey, Role } from '@porchlight/statements';

export interface NewInvite {
  readonly inviteId: string;
  /** SHA-256 of the secret in the link's fragment, base64url. */
  readonly secretHash: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly createdBy: string;
  readonly createdAt: EpochMs;
  readonly expiresAt: EpochMs;
}

export interface StoredInvite extends NewInvite {
  /** The key registered through the link; null until it was used. */
  readonly key: PublicKey | null;
  readonly usedAt: EpochMs | null;
}

/** A statement that still lacks signatures. */
export interface PendingStatement {
  readonly kind: 'roster' | 'pause';
  /** `epoch` or `sequence`. */
  readonly version: number;
  readonly hash: string;
  /** With every signature collected so far. */
  readonly envelope: Envelope;
  readonly summary: string;
  readonly createdAt: EpochMs;
}

/** Invitations and the statements clerks have not finished signing. Who is a clerk or operator is in the roster alone. */
export interface PeopleStore {
  createInvite(invite: NewInvite): Promise<void>;
  invite(inviteId: string): Promise<StoredInvite | undefined>;
  /** Invitations not removed, newest first; unused ones only while they hold. */
  invites(now: EpochMs): Promise<readonly StoredInvite[]>;
  /** Registers the key, once. `closed`: unknown, wrong secret, used, removed or at its end; the caller cannot tell which. Atomic. */
  useInvite(
    inviteId: string,
    secretHash: string,
    key: PublicKey,
    now: EpochMs,
  ): Promise<StoredInvite | 'closed'>;
  /** False when there was none. */
  removeInvite(inviteId: string): Promise<boolean>;
  /**
   * Stores the statement or adds its signatures (the first for each key id, at most eight) to the one of the same hash; answers the
   * union. Atomic. Callers verify signatures first: a bad one would keep the good one of that key out.
   */
  addPending(pending: PendingStatement): Promise<PendingStatement>;
  /** Oldest first. */
  pending(): Promise<readonly PendingStatement[]>;
  /** Removes those of the kind up to and including the version: one of them is in force now. */
  dropPending(kind: PendingStatement['kind'], version: number): Promise<void>;
}
