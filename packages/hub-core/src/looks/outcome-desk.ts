import type { Clock, GatewayId } from '@porchlight/domain';
import {
  type Envelope,
  type OutcomeStatement,
  type PublicKey,
  readStatement,
  siteOf,
  verifiedSigners,
} from '@porchlight/statements';
import { NOTICE_JOB, noticeJob } from '../notices/look-notice.ts';
import type { HubStore, HubStores } from '../store/hub-store.ts';
import type { TrustDesk } from '../trust/trust-desk.ts';
import type { LookDesk } from './look-desk.ts';
import type { RunningCamera } from './running-look.ts';

export interface OutcomeDeskParts {
  readonly store: HubStore;
  readonly clock: Clock;
  readonly trust: TrustDesk;
  readonly looks: LookDesk;
}

export type OutcomeTaken = 'taken' | 'known' | 'refused';

/** What gateways say they did: signed, kept as received, shown to the owner in full and to police as `gone`. */
export class OutcomeDesk {
  readonly #parts: OutcomeDeskParts;

  constructor(parts: OutcomeDeskParts) {
    this.#parts = parts;
  }

  async take(envelope: Envelope, from: { gatewayId: GatewayId; key: PublicKey }): Promise<OutcomeTaken> {
    const { trust, store, clock, looks } = this.#parts;
    const read = await readStatement('outcome', envelope);
    if (read.kind === 'refused' || read.value.statement.gatewayId !== from.gatewayId) return 'refused';
    const signers = await verifiedSigners(envelope, [from.key], siteOf(trust.current.root));
    if (signers.length === 0) return 'refused';
    const { statement, hash } = read.value;
    const look = looks.recent(statement.requestId);
    // The tile first: nothing that a viewer must see waits for the disk.
    if (look && statement.result !== 'opened') looks.cameraGone(look, statement.cameraId);
    const camera = look?.cameras.get(statement.cameraId);
    const recorded = await store.transaction(async (stores) => {
      const stored = await stores.looks.recordOutcome({ statement, hash, envelope, receivedAt: clock.now() });
      if (stored === 'stored') await this.#consequences(stores, statement, camera);
      return stored;
    });
    if (recorded !== 'stored') return recorded === 'known' ? 'known' : 'refused';
    if (camera && statement.result === 'opened') {
      camera.openedAt = statement.at;
      if (camera.state === 'opening') camera.state = 'live';
    }
    if (look) looks.tell(look);
    return 'taken';
  }

  /** The owner's notice at the first picture; at the end the seconds of pictures, both by the gateway's own clock. */
  async #consequences(
    stores: HubStores,
    { requestId, cameraId, result, at }: OutcomeStatement,
    camera: RunningCamera | undefined,
  ): Promise<void> {
    if (camera === undefined) return;
    if (result === 'opened') {
      const job = noticeJob(requestId, camera.ownerId, this.#parts.clock.now());
      await stores.jobs.enqueue(NOTICE_JOB, ...job);
    }
    if (result === 'ended' && camera.openedAt !== null) {
      const seconds = Math.max(0, (at - camera.openedAt) / 1000);
      await stores.looks.addSeconds(requestId, [{ cameraId, seconds }]);
    }
  }

  /** The gateway's connection is lost: it ends its looks by itself, and the screens say so now. */
  async gatewayLost(gatewayId: GatewayId): Promise<void> {
    const { looks, store, clock } = this.#parts;
    for (const look of looks.running()) {
      const lost = look.taking().filter((camera) => camera.gatewayId === gatewayId);
      if (lost.length === 0) continue;
      for (const { cameraId } of lost) looks.cameraGone(look, cameraId);
      looks.tell(look);
      for (const { cameraId } of lost)
        await store.looks.endCamera(look.requestId, cameraId, clock.now(), ['gateway-lost']);
      looks.tell(look);
    }
  }
}
