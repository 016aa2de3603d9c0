import type { CameraId, EpochMs, GatewayId, LatLon, OwnerId } from '@porchlight/domain';
import type { CameraConsent } from '@porchlight/statements';

export type CameraState =
  | 'connecting'
  | 'resting'
  | 're-arming'
  | 'live'
  | 'refused'
  | 'missing'
  | 'unsupported'
  | 'silent'
  | 'unreachable'
  | 'forbidden';

/** `sent`: handed to the gateway, no answer yet. The other three are the gateway's answer. */
export type ConsentState = 'sent' | 'in-force' | 'waiting' | 'refused';

/** Terms of one camera in one consent. */
export interface CameraTerms {
  readonly terms: CameraConsent;
  readonly version: number;
  /** Hash of the consent statement. */
  readonly hash: string;
}

export interface CurrentTerms extends CameraTerms {
  readonly state: ConsentState;
  /** From when the gateway holds the terms; null before it answered. */
  readonly effectiveAt: EpochMs | null;
  /** What the gateway said about it; may be empty. */
  readonly detail: string;
}

export interface StoredCamera {
  readonly cameraId: CameraId;
  readonly gatewayId: GatewayId;
  readonly ownerId: OwnerId;
  /** The gateway's name for it; the owner's own is in the terms. */
  readonly label: string;
  readonly state: CameraState;
  readonly detail: string;
  readonly hasSub: boolean;
  /** False once the gateway no longer announces it. */
  readonly present: boolean;
  /** The newest signed terms; null when none were signed or they were withdrawn. */
  readonly consent: CurrentTerms | null;
  /** The terms that were in force before and hold while the newest are sent, waiting or refused. */
  readonly previous: CameraTerms | null;
  /** Consents up to this version were withdrawn; 0 when none was. */
  readonly withdrawnVersion: number;
  /** Null: not paused. Infinity: until the owner signs again. */
  readonly pausedUntil: EpochMs | null;
}

/** What decides, before a request, whether a camera would take part in a look. */
export interface CircleCamera extends Pick<StoredCamera, 'gatewayId' | 'present' | 'pausedUntil'> {
  readonly consent: Pick<CurrentTerms, 'terms' | 'state' | 'effectiveAt'> | null;
  readonly previous: Pick<CameraTerms, 'terms'> | null;
}

export interface NearCamera extends StoredCamera {
  readonly consent: CurrentTerms;
  /** Metres from the centre to the position in the newest terms. */
  readonly distanceM: number;
}

export interface AnnouncedCamera {
  readonly cameraId: CameraId;
  readonly ownerId: OwnerId;
  readonly label: string;
  readonly state: CameraState;
  readonly detail: string;
  readonly hasSub: boolean;
}

export interface CameraStore {
  /**
   * The gateway's whole list: cameras of it that are not named are no longer `present`. `refused` are those another
   * gateway holds, or whose owner it is not enrolled for; they are left out.
   */
  announce(
    gatewayId: GatewayId,
    cameras: readonly AnnouncedCamera[],
    at: EpochMs,
  ): Promise<{ readonly refused: readonly CameraId[] }>;
  /** Unknown ids are left out; order is not kept. */
  get(cameraIds: readonly CameraId[]): Promise<readonly StoredCamera[]>;
  ofOwner(ownerId: OwnerId): Promise<readonly StoredCamera[]>;
  ofGateway(gatewayId: GatewayId): Promise<readonly StoredCamera[]>;
  /**
   * Every camera with signed terms, not withdrawn, within `radiusM` metres (0 … 20,000) of the position on the great circle, whatever its
   * tier, hours or pause: the gate judges those. Nearest first, at most `limit` (10,000 unless told).
   */
  near(position: LatLon, radiusM: number, limit?: number): Promise<readonly NearCamera[]>;
  /**
   * For counting: cameras as {@link near} finds them, but none whose owner's own radius ends before the position, and only what
   * decides. In no order, at most 10,000.
   */
  reaching(position: LatLon, radiusM: number): Promise<readonly CircleCamera[]>;
  /** The gateway's answer to a consent. Cameras that stand on another version are untouched; the ids of those changed come back. */
  setConsentState(answer: {
    readonly gatewayId: GatewayId;
    readonly ownerId: OwnerId;
    readonly version: number;
    readonly state: Exclude<ConsentState, 'sent'>;
    readonly effectiveAt: EpochMs;
    readonly detail: string;
  }): Promise<readonly CameraId[]>;
  /** `cameraIds` absent: all of the owner. Others' cameras are untouched. The cameras changed come back as they are now. */
  pause(
    ownerId: OwnerId,
    cameraIds: readonly CameraId[] | undefined,
    until: EpochMs | null,
  ): Promise<readonly StoredCamera[]>;
  /** Takes the terms away, newest and previous. The cameras changed come back; `withdrawnVersion` is what a gateway must be told. */
  withdraw(ownerId: OwnerId, cameraIds: readonly CameraId[]): Promise<readonly StoredCamera[]>;
  counts(): Promise<{ readonly cameras: number; readonly consenting: number }>;
}
