import type { EpochMs, OwnerId } from '@porchlight/domain';
import type { SealedOpenings } from '@porchlight/statements/sealed';

/** Sealed openings of one entry for one key. `part` tells the cameras of one owner in one look apart. */
export interface NewSealed {
  readonly sealed: SealedOpenings;
  readonly part: number;
  /** Null: an auditor's. */
  readonly ownerId: OwnerId | null;
}

/** A key of one of an owner's devices; its private half never leaves that device. */
export interface OpeningKey {
  readonly keyId: string;
  /** 65 bytes, base64url. */
  readonly publicKey: string;
}

export interface OpeningsStore {
  /** Those already there are left as they are. */
  put(rows: readonly NewSealed[]): Promise<void>;
  /** An auditor's, from entry `from` on, ascending, at most `limit`. */
  ofAuditor(keyId: string, from: number, limit: number): Promise<readonly SealedOpenings[]>;
  /** What one device of an owner can open and the hub has erased, newest first, at most `limit`. */
  ofOwner(
    ownerId: OwnerId,
    keyId: string,
    limit: number,
  ): Promise<readonly { readonly part: number; readonly sealed: SealedOpenings }[]>;
  /** Adds a device's key; of more than eight the oldest goes. Idempotent. */
  addKey(ownerId: OwnerId, key: OpeningKey, at: EpochMs): Promise<void>;
  keys(ownerId: OwnerId): Promise<readonly OpeningKey[]>;
}
