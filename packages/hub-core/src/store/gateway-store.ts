import type { EpochMs, GatewayId, OwnerId } from '@porchlight/domain';
import type { PublicKey } from '@porchlight/statements';

export interface StoredGateway {
  readonly gatewayId: GatewayId;
  readonly key: PublicKey;
  readonly name: string;
  /** Owners it enrolled for, in order of enrolment. More than one: it is hosted for them. */
  readonly ownerIds: readonly OwnerId[];
  readonly enrolledAt: EpochMs;
  /** Last time it was connected; null before the first connection. */
  readonly seenAt: EpochMs | null;
}

/** What the hub knows of an enrolment code; see contract/enrolment.ts. */
export interface EnrolmentCode {
  readonly codeId: string;
  readonly ownerId: OwnerId;
  readonly ownerKeys: string;
  readonly ownerMac: string;
  readonly expiresAt: EpochMs;
}

/** `other-key`: that gateway id is enrolled with another key; `key-taken`: that key is enrolled under another id. */
export type EnrolGateway = 'enrolled' | 'other-key' | 'key-taken';

export interface GatewayStore {
  /** `taken`: a code of that id exists. */
  putCode(code: EnrolmentCode): Promise<'stored' | 'taken'>;
  /** Takes the code: a second call, or one at or after `expiresAt`, finds nothing. Atomic. */
  useCode(codeId: string, now: EpochMs): Promise<EnrolmentCode | undefined>;
  /** Creates the gateway or ties an existing one of the same key to one more owner. Idempotent. */
  enrol(gateway: {
    readonly gatewayId: GatewayId;
    readonly key: PublicKey;
    readonly name: string;
    readonly ownerId: OwnerId;
    readonly at: EpochMs;
  }): Promise<EnrolGateway>;
  get(gatewayId: GatewayId): Promise<StoredGateway | undefined>;
  ofOwner(ownerId: OwnerId): Promise<readonly StoredGateway[]>;
  setSeen(gatewayId: GatewayId, at: EpochMs): Promise<void>;
}
