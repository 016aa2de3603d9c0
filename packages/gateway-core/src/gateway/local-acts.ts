import type { GatewayToHub } from '@porchlight/contract';
import type { CameraId, Clock, EpochMs, OwnerId } from '@porchlight/domain';
import type { CameraFleet } from '../cameras/camera-fleet.ts';
import type { ConsentBook } from '../consents/consent-book.ts';
import type { ConsentNews } from '../consents/consent-news.ts';
import type { LookKeeper } from '../looks/look-keeper.ts';
import type { GatewayLog } from '../ports.ts';

export interface LocalActPorts {
  readonly fleet: CameraFleet;
  readonly book: ConsentBook;
  readonly news: ConsentNews;
  readonly looks: LookKeeper;
  readonly send: (message: GatewayToHub) => boolean;
  readonly clock: Clock;
  readonly log: GatewayLog;
}

const MAX_CAMERAS_A_MESSAGE = 64;

/** What an owner does on the gateway's own page. Each is in force when the call returns, also without a hub. */
export class LocalActs {
  readonly #ports: LocalActPorts;

  constructor(ports: LocalActPorts) {
    this.#ports = ports;
  }

  stop(ownerId: OwnerId | null): void {
    for (const [owner, cameraIds] of this.#owned(ownerId)) {
      this.#ports.looks.end((_, cameraId) => cameraIds.includes(cameraId), 'owner-stop');
      this.#tell(owner, 'stop', cameraIds, null);
    }
  }

  async pause(ownerId: OwnerId | null, until: EpochMs | null): Promise<void> {
    const { book, looks } = this.#ports;
    const owned = this.#owned(ownerId);
    const writes = owned.map(([owner, cameraIds]) => book.pause(owner, cameraIds, until));
    looks.rejudge();
    for (const [owner, cameraIds] of owned) this.#tell(owner, 'pause', cameraIds, until);
    await Promise.all(writes);
  }

  async confirm(cameraId: CameraId): Promise<void> {
    const { book, news, fleet, looks } = this.#ports;
    const record = fleet.records.find((camera) => camera.cameraId === cameraId);
    if (record === undefined) return;
    await book.confirm(cameraId);
    const own = fleet.records.filter((camera) => camera.ownerId === record.ownerId);
    if (own.every((camera) => book.terms(camera.cameraId).waiting === null)) news.confirmed(record.ownerId);
    looks.rejudge();
  }

  /** Tells a hub that has just connected of the pauses that stand here. */
  tellPauses(): void {
    for (const [owner, cameraIds] of this.#owned(null))
      for (const cameraId of cameraIds) {
        const pause = this.#ports.book.terms(cameraId).pause;
        if (pause) this.#tell(owner, 'pause', [cameraId], pause.until);
      }
  }

  #owned(ownerId: OwnerId | null): [OwnerId, CameraId[]][] {
    const byOwner = new Map<OwnerId, CameraId[]>();
    for (const camera of this.#ports.fleet.records)
      if (ownerId === null || camera.ownerId === ownerId)
        byOwner.set(camera.ownerId, [...(byOwner.get(camera.ownerId) ?? []), camera.cameraId]);
    return [...byOwner];
  }

  #tell(
    ownerId: OwnerId,
    act: 'stop' | 'pause',
    cameraIds: readonly CameraId[],
    until: EpochMs | null,
  ): void {
    const { log, clock, send } = this.#ports;
    log('owner-act', { act: `local-${act}`, ownerId, cameras: cameraIds.length });
    for (let i = 0; i < cameraIds.length; i += MAX_CAMERAS_A_MESSAGE) {
      const part = cameraIds.slice(i, i + MAX_CAMERAS_A_MESSAGE);
      send({ t: 'local-act', ownerId, act, cameraIds: part, until, at: clock.now() });
    }
  }
}
