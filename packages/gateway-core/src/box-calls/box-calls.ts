import type { BoxCall, BoxReply, HubToGateway } from '@porchlight/contract';
import type { CameraId, OwnerId } from '@porchlight/domain';
import { maskingFault } from '@porchlight/media';
import type { CameraFleet } from '../cameras/camera-fleet.ts';
import type { MaskBook } from '../masks/mask-book.ts';
import type { GatewayLog } from '../ports.ts';
import type { PreviewDesk } from '../preview/preview-desk.ts';
import type { Ring } from '../ring/ring.ts';
import type { Owners } from '../state/owners.ts';
import { type CameraDoor, takeCamera } from './take-camera.ts';

export interface BoxCallParts {
  readonly owners: Owners;
  readonly fleet: CameraFleet;
  readonly door: CameraDoor;
  readonly removeCamera: (cameraId: CameraId) => Promise<void>;
  readonly log: GatewayLog;
  /** Opens the connection to a camera that is not live anew. */
  readonly tryCamera: (cameraId: CameraId) => void;
  readonly masks: MaskBook;
  readonly previews: PreviewDesk;
  /** Undefined: this box has no part in Ring. */
  readonly ring: Ring | undefined;
  readonly send: (message: { t: 'box-answer'; callId: number; reply: BoxReply }) => boolean;
}

type Call = Extract<HubToGateway, { t: 'box-call' }>;

/** Calls worked on at a time; a hub that asks for more is told to wait. */
const MOST_AT_ONCE = 16;

const NOT_YOURS = 'This box has no such camera of yours.';
const refused = (sentence: string): BoxReply => ({ kind: 'refused', sentence });

type RingCall = Extract<BoxCall, { act: `ring-${string}` }>;

async function answerRingCall(ring: Ring, ownerId: OwnerId, call: RingCall): Promise<BoxReply> {
  switch (call.act) {
    case 'ring-begin':
      return ring.begin(ownerId);
    case 'ring-finish':
      return ring.finish(ownerId, call.nonce, call.time);
    case 'ring-devices':
      return ring.devices(ownerId);
    case 'ring-choose':
      return ring.choose(ownerId, call.devices);
    case 'ring-unlink':
      return ring.unlink(ownerId);
  }
}

/**
 * Answers what owners ask of this box through the hub. That a call came is no proof that the owner made it: whatever opens
 * something carries a signature of its own.
 */
export class BoxCalls {
  readonly #parts: BoxCallParts;
  readonly #working = new Set<Promise<void>>();

  constructor(parts: BoxCallParts) {
    this.#parts = parts;
  }

  receive({ callId, ownerId, call }: Call): void {
    const { send, log } = this.#parts;
    if (this.#working.size >= MOST_AT_ONCE) {
      send({ t: 'box-answer', callId, reply: refused('The box is busy. Try again in a minute.') });
      return;
    }
    const work = this.#answer(ownerId, call)
      .catch((error: unknown) => {
        log('fault', { error });
        return refused('The box could not do this. Its own page may say why.');
      })
      .then((reply) => void send({ t: 'box-answer', callId, reply }))
      .finally(() => this.#working.delete(work));
    this.#working.add(work);
  }

  /** Resolves when every call received so far was answered. */
  async idle(): Promise<void> {
    while (this.#working.size > 0) await Promise.all(this.#working);
  }

  async #answer(ownerId: OwnerId, call: BoxCall): Promise<BoxReply> {
    const owner = this.#parts.owners.get(ownerId);
    if (owner === undefined) return refused('This box was not enrolled for you. Enrol it again.');
    switch (call.act) {
      case 'camera-add':
        return takeCamera(call.camera, owner, this.#parts.door);
      case 'camera-remove':
        if (!this.#ownsCamera(ownerId, call.cameraId))
          return refused('This box has no such camera of yours.');
        await this.#parts.removeCamera(call.cameraId);
        return { kind: 'done' };
      case 'try-camera':
        if (!this.#ownsCamera(ownerId, call.cameraId)) return refused(NOT_YOURS);
        this.#parts.tryCamera(call.cameraId);
        return { kind: 'done' };
      case 'masks':
        if (!this.#ownsCamera(ownerId, call.cameraId)) return refused(NOT_YOURS);
        return this.#masks(call.cameraId);
      case 'cover': {
        const taken = await this.#parts.masks.take(ownerId, call.envelope);
        return taken.kind === 'taken' ? { kind: 'done' } : taken;
      }
      case 'preview':
        return this.#parts.previews.answer(ownerId, call.envelope);
      default:
        return this.#parts.ring
          ? answerRingCall(this.#parts.ring, ownerId, call)
          : refused('This box takes no part in Ring. Ask the city which box does.');
    }
  }

  #masks(cameraId: CameraId): BoxReply {
    const fault = maskingFault();
    const { version, polygons } = this.#parts.masks.of(cameraId);
    return { kind: 'masks', version, polygons, possible: fault === undefined, detail: fault ?? '' };
  }

  #ownsCamera(ownerId: OwnerId, cameraId: CameraId): boolean {
    return this.#parts.fleet.records.some(
      (camera) => camera.cameraId === cameraId && camera.ownerId === ownerId,
    );
  }
}
