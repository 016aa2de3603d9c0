import type { CameraId, EpochMs, GatewayId, OwnerId } from '@porchlight/domain';
import type { ConsentStatement, Envelope } from '@porchlight/statements';

export interface StoredConsent {
  readonly ownerId: OwnerId;
  readonly version: number;
  readonly hash: string;
  readonly envelope: Envelope;
  /** Key that signed it, as named in the envelope. */
  readonly keyId: string;
  readonly receivedAt: EpochMs;
}

/**
 * - `stored`: the terms now stand at each camera named, in state `sent`; a withdrawal and a pause until signed again are lifted there.
 * - `known`: this very consent was stored before.
 * - `not-rising`: `highest` is stored already; the next version is one more.
 * - `unknown-camera`: these are not announced by that gateway for that owner; nothing was written.
 */
export type PutConsent =
  | { readonly kind: 'stored' }
  | { readonly kind: 'known' }
  | { readonly kind: 'not-rising'; readonly highest: number }
  | { readonly kind: 'unknown-camera'; readonly cameraIds: readonly CameraId[] };

/** Signed waivers. The store does not verify signatures. */
export interface ConsentStore {
  /** Versions of an owner strictly rise: of two racing calls with one version one is `not-rising`. Atomic. */
  put(consent: {
    readonly statement: ConsentStatement;
    readonly hash: string;
    readonly envelope: Envelope;
    readonly keyId: string;
    readonly receivedAt: EpochMs;
  }): Promise<PutConsent>;
  get(ownerId: OwnerId, version: number): Promise<StoredConsent | undefined>;
  /** 0 before the first. */
  highestVersion(ownerId: OwnerId): Promise<number>;
  /** Consents that some camera of the gateway stands on, or that wait before; ascending by owner and version. */
  ofGateway(gatewayId: GatewayId): Promise<readonly StoredConsent[]>;
}
