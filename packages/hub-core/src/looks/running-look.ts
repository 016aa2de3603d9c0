import type { LookCameraView, LookView } from '@porchlight/contract';
import type { CameraId, EpochMs, GatewayId, OwnerId, RequestId } from '@porchlight/domain';
import type { PreparedLook } from '@porchlight/gate';
import type { LoggedRequest } from '../leaves/request-leaves.ts';
import type { NewLook } from '../store/look-store.ts';

export interface RunningCamera {
  readonly cameraId: CameraId;
  readonly gatewayId: GatewayId;
  readonly ownerId: OwnerId;
  readonly view: Omit<LookCameraView, 'state'>;
  state: LookCameraView['state'];
  /** When the gateway said that it opened; for the seconds of pictures sent. */
  openedAt: EpochMs | null;
}

/** A granted look of this process. The gateways hold the pictures; this holds who takes part. */
export class RunningLook {
  readonly facts: NewLook;
  readonly cameras = new Map<CameraId, RunningCamera>();
  /** As the hub would judge it now; newer incidents and trust replace it. */
  prepared: PreparedLook;
  /** Its newest leaf in the log. */
  logged: LoggedRequest;
  #ended: string | null = null;

  constructor(facts: NewLook, prepared: PreparedLook, logged: LoggedRequest) {
    this.facts = facts;
    this.prepared = prepared;
    this.logged = logged;
  }

  get requestId(): RequestId {
    return this.facts.requestId;
  }

  get running(): boolean {
    return this.#ended === null;
  }

  add(camera: Omit<RunningCamera, 'state' | 'openedAt'>): void {
    this.cameras.set(camera.cameraId, { ...camera, state: 'opening', openedAt: null });
  }

  /** Cameras that are not gone. */
  taking(): RunningCamera[] {
    return [...this.cameras.values()].filter((camera) => camera.state !== 'gone');
  }

  gateways(): GatewayId[] {
    return [...new Set(this.taking().map((camera) => camera.gatewayId))];
  }

  owners(): OwnerId[] {
    return [...new Set([...this.cameras.values()].map((camera) => camera.ownerId))];
  }

  /** The look is over; every camera with it. */
  end(because: string): void {
    this.#ended = because;
    for (const camera of this.cameras.values()) camera.state = 'gone';
  }

  view(): LookView {
    const { requestId, incidentId, operatorId, operatorName, startedAt, endsAt, follow } = this.facts;
    return {
      requestId,
      incidentId,
      operatorId,
      operatorName,
      startedAt,
      endsAt,
      follow,
      state: this.running ? 'running' : 'ended',
      endedBecause: this.#ended,
      cameras: [...this.cameras.values()].map(({ view, state }) => ({ ...view, state })),
    };
  }
}
