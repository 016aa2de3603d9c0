import type { LookView } from '@porchlight/contract';
import type { CameraId, GatewayId, OwnerId, PersonId, RequestId } from '@porchlight/domain';

/** A look of another hub, as that one told it. */
export interface MirroredLook {
  readonly nodeId: string;
  readonly look: LookView;
  readonly owners: readonly OwnerId[];
  readonly places: ReadonlyMap<CameraId, GatewayId>;
}

/** Who may watch a look, and where its cameras are. */
export interface LookPlaces {
  readonly operatorId: PersonId;
  gatewayOf(cameraId: CameraId): GatewayId | undefined;
}

const ENDED_KEPT_MS = 5 * 60_000;

/** What the other hubs' looks are like: for consoles that are connected here. Nothing is decided by it. */
export class LookMirror {
  readonly #looks = new Map<RequestId, MirroredLook & { at: number }>();

  take(mirrored: MirroredLook, now: number): void {
    this.#looks.set(mirrored.look.requestId, { ...mirrored, at: now });
    for (const [requestId, { look, at }] of this.#looks)
      if (look.state === 'ended' && now - at > ENDED_KEPT_MS) this.#looks.delete(requestId);
  }

  find(requestId: RequestId): MirroredLook | undefined {
    return this.#looks.get(requestId);
  }

  views(): LookView[] {
    return [...this.#looks.values()].map(({ look }) => look);
  }

  get running(): number {
    return this.views().filter((look) => look.state === 'running').length;
  }

  /** The looks of a hub that is gone are over; what they look like now, for the consoles. */
  lost(nodeId: string, because: string): MirroredLook[] {
    const over: MirroredLook[] = [];
    for (const [requestId, mirrored] of this.#looks) {
      if (mirrored.nodeId !== nodeId || mirrored.look.state === 'ended') continue;
      const cameras = mirrored.look.cameras.map((camera) => ({ ...camera, state: 'gone' as const }));
      const look: LookView = { ...mirrored.look, state: 'ended', endedBecause: because, cameras };
      this.#looks.set(requestId, { ...mirrored, look });
      over.push({ ...mirrored, look });
    }
    return over;
  }
}
