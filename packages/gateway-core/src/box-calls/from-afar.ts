import type { GatewayToHub, HubToGateway } from '@porchlight/contract';
import type { CameraId, Clock, OwnerId } from '@porchlight/domain';
import type { HpkeKeyPair } from '@porchlight/frame-crypto';
import type { Signer } from '@porchlight/statements';
import type { AddedCamera } from '../cameras/add-camera.ts';
import type { NewCamera } from '../cameras/camera-fleet.ts';
import { forgetOwner, type LeavingParts } from '../leaving/forget-owner.ts';
import type { GatewayLog } from '../ports.ts';
import type { PreviewDesk } from '../preview/preview-desk.ts';
import type { Ring } from '../ring/ring.ts';
import type { TrustKeeper } from '../trust/trust-keeper.ts';
import { BoxCalls } from './box-calls.ts';
import { sealKeyMessage, sealPairOf } from './seal-pair.ts';

export interface AfarParts extends LeavingParts {
  readonly trust: TrustKeeper;
  readonly signer: Signer;
  readonly clock: Clock;
  readonly log: GatewayLog;
  readonly addCamera: (camera: NewCamera) => Promise<AddedCamera>;
  readonly removeCamera: (cameraId: CameraId) => Promise<void>;
  readonly tryCamera: (cameraId: CameraId) => void;
  readonly previews: PreviewDesk;
  readonly ring: Ring | undefined;
  readonly send: (message: GatewayToHub) => boolean;
}

type FromOwner = Extract<HubToGateway, { t: 'box-call' | 'owner-release' }>;

export const isFromOwner = (message: HubToGateway): message is FromOwner =>
  message.t === 'box-call' || message.t === 'owner-release';

/** What owners do to this gateway from their page: calls, connecting cameras, leaving. */
export class FromAfar {
  readonly #parts: AfarParts;
  readonly #calls: BoxCalls;
  readonly #leaving = new Set<Promise<void>>();
  #sealing: Promise<HpkeKeyPair> | undefined;

  constructor(parts: AfarParts) {
    this.#parts = parts;
    const { state, fleet, trust, clock, addCamera } = parts;
    const door = {
      trust: () => trust.current,
      gatewayId: () => state.identity.value.gatewayId,
      fleet,
      clock,
      pair: () => this.#sealPair(),
      add: addCamera,
    };
    this.#calls = new BoxCalls({ ...parts, owners: state.owners, door });
  }

  receive(message: FromOwner): void {
    if (message.t === 'box-call') {
      this.#calls.receive(message);
      return;
    }
    const leaving = this.#release(message.ownerId).finally(() => this.#leaving.delete(leaving));
    this.#leaving.add(leaving);
  }

  /** After connecting: which key owners' pages seal things to. */
  async greet(): Promise<void> {
    const { state, signer, send, log } = this.#parts;
    const { gatewayId } = state.identity.value;
    if (gatewayId === null) return;
    try {
      send(await sealKeyMessage(gatewayId, await this.#sealPair(), signer));
    } catch (error) {
      log('fault', { error });
    }
  }

  /** Resolves when everything received so far was done and answered. */
  async idle(): Promise<void> {
    await this.#calls.idle();
    while (this.#leaving.size > 0) await Promise.all(this.#leaving);
  }

  /** The hub is told only once nothing is left; it says it again until then. */
  async #release(ownerId: OwnerId): Promise<void> {
    const { log, send } = this.#parts;
    log('owner-act', { act: 'owner-release', ownerId });
    try {
      await forgetOwner(ownerId, this.#parts);
      send({ t: 'released', ownerId });
    } catch (error) {
      log('fault', { error });
    }
  }

  #sealPair(): Promise<HpkeKeyPair> {
    this.#sealing ??= sealPairOf(this.#parts.state.identity.value.pkcs8);
    return this.#sealing;
  }
}
