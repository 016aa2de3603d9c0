import type {
  CameraId,
  EpochMs,
  GatewayId,
  IncidentClass,
  IncidentId,
  OwnerId,
  PersonId,
  RequestId,
} from '@porchlight/domain';
import type { CameraConsent, Envelope, OutcomeStatement } from '@porchlight/statements';

/** What the console sees of a camera; null: it never took part for the viewer (refused before it was sent). */
export type ViewerState = 'opening' | 'live' | 'gone' | null;
/** What the owner sees of the look at that camera. */
export type OwnerState = 'watching' | 'ended' | 'refused' | 'lapsed';

export interface NewLookCamera {
  readonly cameraId: CameraId;
  readonly gatewayId: GatewayId;
  readonly ownerId: OwnerId;
  readonly label: string;
  readonly pose: CameraConsent['pose'];
  readonly distanceM: number;
  readonly followed: boolean;
  readonly hasSub: boolean;
  readonly viewerState: ViewerState;
  readonly ownerState: OwnerState;
  /** Reasons the owner may read: codes or sentences. */
  readonly because: readonly string[];
  readonly since: EpochMs;
}

export interface StoredLookCamera extends NewLookCamera {
  readonly until: EpochMs | null;
  /** Seconds of pictures sent. */
  readonly seconds: number;
}

export interface NewLook {
  readonly requestId: RequestId;
  readonly requestHash: string;
  readonly request: Envelope;
  readonly incidentId: IncidentId;
  /** Hash of the incident statement the operator signed for. */
  readonly incidentHash: string;
  readonly operatorId: PersonId;
  readonly operatorName: string;
  /** What owners read instead of the name. */
  readonly role: string;
  readonly class: IncidentClass;
  readonly place: string;
  readonly follow: boolean;
  readonly maxCameras: number;
  readonly startedAt: EpochMs;
  readonly endsAt: EpochMs;
  /** `refused`: nothing was granted; kept so that the request cannot be used again and owners can read why. */
  readonly state: 'running' | 'refused';
  readonly cameras: readonly NewLookCamera[];
}

export interface StoredLook extends Omit<NewLook, 'state' | 'cameras'> {
  readonly state: 'running' | 'ended' | 'refused';
  readonly endedAt: EpochMs | null;
  readonly endedBecause: string | null;
  /** In order of distance. */
  readonly cameras: readonly StoredLookCamera[];
}

/** One look at one camera, for its owner. */
export interface OwnerLook extends StoredLookCamera {
  readonly requestId: RequestId;
  readonly incidentId: IncidentId;
  readonly role: string;
  readonly class: IncidentClass;
  readonly place: string;
}

/** A place in an owner's history, newest first: continue with the last row's. */
export interface OwnerLookCursor {
  readonly since: EpochMs;
  readonly requestId: RequestId;
  readonly cameraId: CameraId;
}

export interface NewOutcome {
  readonly statement: OutcomeStatement;
  readonly hash: string;
  readonly envelope: Envelope;
  readonly receivedAt: EpochMs;
}

export interface LookStore {
  /** `used`: that request id or that request was stored before, whatever became of it. */
  create(look: NewLook): Promise<'created' | 'used'>;
  /** Cameras that came into the circle later. Those already part are left as they are; ids of the added come back. None once the look ended. */
  addCameras(requestId: RequestId, cameras: readonly NewLookCamera[]): Promise<readonly CameraId[]>;
  get(requestId: RequestId): Promise<StoredLook | undefined>;
  /** Every running look, oldest first. */
  running(): Promise<readonly StoredLook[]>;
  /** Granted looks that run or started since, newest first, at most `limit`. */
  recent(startedSince: EpochMs, limit: number): Promise<readonly StoredLook[]>;
  /** Looks at the owner's cameras, newest first, at most `limit`, after `cursor`. */
  ofOwner(ownerId: OwnerId, limit: number, cursor?: OwnerLookCursor): Promise<readonly OwnerLook[]>;
  /** `gone` is final: a camera that went does not come back in the same look. True when something changed. */
  setViewerState(
    requestId: RequestId,
    cameraIds: readonly CameraId[],
    state: 'opening' | 'live' | 'gone',
  ): Promise<boolean>;
  /**
   * A gateway's signed outcome. `stored` sets the owner's state from it (`opened` → watching; the others are final and make the
   * viewer's `gone`); `known`: this very outcome was stored before; `unknown`: no such camera of that gateway in that look.
   */
  recordOutcome(outcome: NewOutcome): Promise<'stored' | 'known' | 'unknown'>;
  /** All outcomes of a look as received, in order of arrival. */
  outcomes(requestId: RequestId): Promise<readonly Envelope[]>;
  /** Ends one camera for its owner where the gateway cannot say so (it is gone). No change when it ended already. */
  endCamera(
    requestId: RequestId,
    cameraId: CameraId,
    at: EpochMs,
    because: readonly string[],
  ): Promise<boolean>;
  /** Adds seconds of pictures sent, ≥ 0. */
  addSeconds(
    requestId: RequestId,
    seconds: readonly { readonly cameraId: CameraId; readonly seconds: number }[],
  ): Promise<void>;
  /** Ends the look and the viewer's cameras; the owners' states wait for the gateways' outcomes. False when it was not running. */
  end(requestId: RequestId, at: EpochMs, because: string): Promise<boolean>;
  /** Deletes all that is kept of a look: its cameras, its operator, its papers. The request can still not be used again. */
  forget(requestId: RequestId): Promise<void>;
  /** Granted looks started in [from, to). */
  countStarted(from: EpochMs, to: EpochMs): Promise<number>;
}
