import type { Clock, GatewayId, OwnerId } from '@porchlight/domain';
import { auditClosing } from '../closing-audit.ts';
import type { AreaBus } from '../events/area-bus.ts';
import type { GatewayPost } from '../gateways/post.ts';
import type { HubLog } from '../ports.ts';
import { type Refused, refuse } from '../problems.ts';
import type { HubStore } from '../store/hub-store.ts';
import type { HostingDesk } from './hosting-desk.ts';
import type { OwnerDesk } from './owner-desk.ts';

export interface LeavingDeskParts {
  readonly store: HubStore;
  readonly clock: Clock;
  readonly log: HubLog;
  readonly bus: AreaBus;
  readonly owners: OwnerDesk;
  readonly hosting: HostingDesk;
  readonly post: GatewayPost;
  countsChanged(): void;
}

/** An owner leaves a box: their own, or a host's. Nothing here needs a signature: it only closes. */
export class LeavingDesk {
  readonly #parts: LeavingDeskParts;

  constructor(parts: LeavingDeskParts) {
    this.#parts = parts;
  }

  /**
   * Withdraws what was signed for the cameras there, drops box and cameras from the owner's pages, and has the box forget the
   * owner; a box that is not connected is told when it comes back. A box that is not this owner's is answered like one that does not exist.
   */
  async leave(ownerId: OwnerId, gatewayId: GatewayId): Promise<{ kind: 'ok' } | Refused> {
    const { store, clock, log, owners, hosting, post, bus, countsChanged } = this.#parts;
    const gateway = await store.gateways.get(gatewayId);
    if (!gateway?.ownerIds.includes(ownerId)) return refuse('not-found');
    const at = clock.now();
    const row = { at, actor: ownerId, act: 'owner-leave', subject: gatewayId, detail: gateway.hostId ?? '' };
    await auditClosing(store.audit, log, row);
    const own = (await store.cameras.ofGateway(gatewayId)).filter((camera) => camera.ownerId === ownerId);
    if (own.length > 0)
      await owners.withdraw(
        ownerId,
        own.map((camera) => camera.cameraId),
      );
    await store.gateways.leave(gatewayId, ownerId, at);
    if (gateway.hostId === null) post.send(gatewayId, { t: 'owner-release', ownerId });
    else hosting.letGo(gateway.hostId, gatewayId);
    bus.publish('owner', ownerId);
    bus.publish('clerk', null);
    countsChanged();
    return { kind: 'ok' };
  }
}
