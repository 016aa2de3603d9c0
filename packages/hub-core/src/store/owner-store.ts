import type { EpochMs, OwnerId } from '@porchlight/domain';
import type { PublicKey } from '@porchlight/statements';

export interface StoredOwner {
  readonly ownerId: OwnerId;
  readonly name: string;
  /** Empty when the owner gave none. */
  readonly email: string;
  /** In the order they were added; at least one. */
  readonly keys: readonly PublicKey[];
  readonly joinedAt: EpochMs;
}

export interface OwnerStore {
  /** `taken`: an owner of that id or one of these keys exists; nothing was written. */
  create(owner: StoredOwner): Promise<'created' | 'taken'>;
  get(ownerId: OwnerId): Promise<StoredOwner | undefined>;
  /** The owner who holds the key named by {@link import('@porchlight/statements').keyIdOf}. */
  byKeyId(keyId: string): Promise<StoredOwner | undefined>;
  /** The owner who holds the passkey of that WebAuthn credential id (base64url). */
  byCredentialId(credentialId: string): Promise<StoredOwner | undefined>;
  /** `taken`: the key belongs to some owner already. */
  addKey(ownerId: OwnerId, key: PublicKey, at: EpochMs): Promise<'added' | 'taken'>;
  setProfile(ownerId: OwnerId, profile: { readonly name: string; readonly email: string }): Promise<void>;
  count(): Promise<number>;
}
