import type { EpochMs, GatewayId, HostId, OwnerId } from '@porchlight/domain';
import type { PublicKey } from '@porchlight/statements';

export interface StoredGateway {
  readonly gatewayId: GatewayId;
  readonly key: PublicKey;
  readonly name: string;
  /** Owners it enrolled for, in order of enrolment; more than one where neighbours share a box. */
  readonly ownerIds: readonly OwnerId[];
  /** The named host that runs it; null for an owner's own box. */
  readonly hostId: HostId | null;
  /** By the one-time code of the owner who is asked for; null otherwise. That owner's browser checks it. */
  readonly boxMac: string | null;
  /** What owners' pages seal to, and the gateway's signature over it. */
  readonly seal: { readonly sealKey: string; readonly signature: string } | null;
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
    readonly hostId?: HostId | undefined;
    readonly boxMac?: string | undefined;
  }): Promise<EnrolGateway>;
  get(gatewayId: GatewayId): Promise<StoredGateway | undefined>;
  ofOwner(ownerId: OwnerId): Promise<readonly StoredGateway[]>;
  setSeal(gatewayId: GatewayId, seal: NonNullable<StoredGateway['seal']>): Promise<void>;
  /** The host of each gateway that a host runs; others are left out. */
  hostsOf(gatewayIds: readonly GatewayId[]): Promise<ReadonlyMap<GatewayId, HostId>>;
  /** Unties the owner from the gateway: its cameras are no longer present, and it stands as leaving until {@link left}. */
  leave(gatewayId: GatewayId, ownerId: OwnerId, at: EpochMs): Promise<void>;
  /** The gateway keeps nothing of the owner: neither do the hub's camera rows. */
  left(gatewayId: GatewayId, ownerId: OwnerId): Promise<void>;
  /** Owners that have left this gateway, which has not said yet that nothing is left. */
  leaving(gatewayId: GatewayId): Promise<readonly OwnerId[]>;
  /** The gateways of a host for which {@link leaving} is not empty. */
  leavingHost(hostId: HostId): Promise<readonly GatewayId[]>;
  setSeen(gatewayId: GatewayId, at: EpochMs): Promise<void>;
}
