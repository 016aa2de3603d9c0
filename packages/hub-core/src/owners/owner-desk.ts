import type { OwnerOverview } from '@porchlight/contract';
import type { CameraId, Clock, EpochMs, GatewayId, OwnerId, RequestId } from '@porchlight/domain';
import { auditClosing } from '../closing-audit.ts';
import type { AreaBus } from '../events/area-bus.ts';
import type { GatewayPost } from '../gateways/post.ts';
import type { LookDesk } from '../looks/look-desk.ts';
import type { HubLog } from '../ports.ts';
import type { StoredCamera } from '../store/camera-store.ts';
import type { HubStore } from '../store/hub-store.ts';
import type { TrustDesk } from '../trust/trust-desk.ts';
import { ownerOverview } from './owner-view.ts';
import { withdrawConsent } from './withdraw-consent.ts';

export interface OwnerDeskParts {
  readonly store: HubStore;
  readonly clock: Clock;
  readonly log: HubLog;
  readonly bus: AreaBus;
  readonly trust: TrustDesk;
  readonly looks: LookDesk;
  readonly post: GatewayPost;
  countsChanged(): void;
  /** Hands a closing act to the other hubs, for the looks they run. */
  tellOthers(closed: OwnerClosed): void;
}

const HISTORY = 200;

/** What an owner closed. `stop`: gateways are told by the hub that runs the look; else they know it already. */
export interface OwnerClosed {
  readonly ownerId: OwnerId;
  readonly stop: boolean;
  readonly cameraIds?: readonly CameraId[] | undefined;
  readonly requestId?: RequestId | undefined;
}

type Placed = Pick<StoredCamera, 'cameraId' | 'gatewayId'>;

/** What an owner sees and closes. Nothing here needs a signature: closing never does. */
export class OwnerDesk {
  readonly #parts: OwnerDeskParts;

  constructor(parts: OwnerDeskParts) {
    this.#parts = parts;
  }

  /** Undefined when there is no such owner. */
  async overview(ownerId: OwnerId): Promise<OwnerOverview | undefined> {
    const { store, trust, clock, post } = this.#parts;
    const [owner, gateways, cameras, looks, consentVersion, asks] = await Promise.all([
      store.owners.get(ownerId),
      store.gateways.ofOwner(ownerId),
      store.cameras.ofOwner(ownerId),
      store.looks.ofOwner(ownerId, HISTORY),
      store.consents.highestVersion(ownerId),
      store.noView.asksOf(ownerId, clock.now()),
    ]);
    if (owner === undefined) return undefined;
    const { endsAt, hosts = [] } = trust.current.programme.statement;
    return ownerOverview({
      owner,
      gateways,
      cameras,
      looks,
      consentVersion,
      asks,
      programmeState: trust.state,
      programmeEndsAt: endsAt,
      hosts,
      hostOf: await store.gateways.hostsOf(looks.map((look) => look.gatewayId)),
      now: clock.now(),
      isOnline: (gatewayId) => post.isOnline(gatewayId),
    });
  }

  async setProfile(ownerId: OwnerId, profile: { name: string; email: string }): Promise<void> {
    await this.#parts.store.transaction(async (stores) => {
      await stores.audit.append(this.#row(ownerId, 'profile', ownerId, ''));
      await stores.owners.setProfile(ownerId, profile);
    });
    this.#parts.bus.publish('owner', ownerId);
  }

  /** Ends running looks of the owner's cameras now; the gateway ends them by itself, too. */
  async stop(
    ownerId: OwnerId,
    what: { cameraIds?: readonly CameraId[] | undefined; requestId?: RequestId | undefined },
  ): Promise<void> {
    const { store, log } = this.#parts;
    const subject = what.requestId ?? 'all';
    const row = this.#row(ownerId, 'owner-stop', subject, listed(what.cameraIds));
    this.#closedNow({ ownerId, stop: true, ...what });
    await auditClosing(store.audit, log, row);
  }

  /** Ends what this hub runs of it, at once and from memory. */
  closed({ ownerId, stop, cameraIds: named, requestId }: OwnerClosed): void {
    const cameras = this.#watched(ownerId).filter((camera) => isNamed(camera, named));
    for (const [gatewayId, cameraIds] of stop ? byGateway(cameras) : [])
      this.#parts.post.send(gatewayId, {
        t: 'owner-stop',
        ownerId,
        cameraIds,
        ...(requestId && { requestId }),
      });
    this.#darken(cameras, requestId);
  }

  /** No look until then; null: until a newer consent is signed. */
  async pause(
    ownerId: OwnerId,
    cameraIds: readonly CameraId[] | undefined,
    until: EpochMs | null,
  ): Promise<void> {
    const { store, clock, log, post, countsChanged } = this.#parts;
    const closes = until === null || until > clock.now();
    if (closes) this.#closedNow({ ownerId, stop: false, cameraIds });
    await auditClosing(
      store.audit,
      log,
      this.#row(ownerId, 'owner-pause', until ?? 'signed', listed(cameraIds)),
    );
    const cameras = await store.cameras.pause(ownerId, cameraIds, until ?? Number.POSITIVE_INFINITY);
    for (const [gatewayId, ids] of byGateway(cameras))
      post.send(gatewayId, { t: 'owner-pause', ownerId, cameraIds: ids, until });
    if (closes) this.#closedFor(ownerId, cameras);
    this.#parts.bus.publish('owner', ownerId);
    countsChanged();
  }

  /** The consent for these cameras no longer holds. */
  async withdraw(ownerId: OwnerId, cameraIds: readonly CameraId[]): Promise<void> {
    const { store, log, post, countsChanged } = this.#parts;
    this.#closedNow({ ownerId, stop: false, cameraIds });
    await auditClosing(store.audit, log, this.#row(ownerId, 'owner-withdraw', 'consent', listed(cameraIds)));
    const cameras = await store.transaction((stores) => withdrawConsent(stores, ownerId, cameraIds));
    for (const { cameraId, gatewayId, withdrawnVersion: version } of cameras)
      if (version > 0) post.send(gatewayId, { t: 'owner-withdraw', ownerId, cameraIds: [cameraId], version });
    this.#closedFor(ownerId, cameras);
    this.#parts.bus.publish('owner', ownerId);
    countsChanged();
  }

  /** Running looks go dark here and at every hub before anything is written: no database holds a closing up. */
  #closedNow(closed: OwnerClosed): void {
    this.closed(closed);
    this.#parts.tellOthers(closed);
  }

  /** Again with what the database says: a look may have been granted while it was written. */
  #closedFor(ownerId: OwnerId, cameras: readonly Placed[]): void {
    this.#darken(cameras, undefined);
    const cameraIds = cameras.map(({ cameraId }) => cameraId);
    this.#parts.tellOthers({ ownerId, stop: false, cameraIds });
  }

  /** The owner's cameras in running looks, from memory: a stop does not wait for the database. */
  #watched(ownerId: OwnerId): Placed[] {
    const taking = this.#parts.looks.running().flatMap((look) => look.taking());
    const own = taking.filter((camera) => camera.ownerId === ownerId);
    return [...new Map(own.map((camera) => [camera.cameraId, camera])).values()];
  }

  #darken(cameras: readonly Placed[], requestId: RequestId | undefined): void {
    const { looks } = this.#parts;
    for (const look of looks.running()) {
      if (requestId !== undefined && look.requestId !== requestId) continue;
      const taking = cameras.filter((camera) => look.cameras.has(camera.cameraId));
      for (const { cameraId } of taking) looks.cameraGone(look, cameraId);
      if (taking.length > 0) looks.tell(look);
    }
  }

  #row(ownerId: OwnerId, act: string, subject: string | number, detail: string) {
    return { at: this.#parts.clock.now(), actor: ownerId, act, subject: String(subject), detail };
  }
}

function listed(cameraIds: readonly CameraId[] | undefined): string {
  return cameraIds === undefined ? 'all cameras' : cameraIds.join(' ').slice(0, 1000);
}

function isNamed(camera: Placed, cameraIds: readonly CameraId[] | undefined): boolean {
  return cameraIds === undefined || cameraIds.includes(camera.cameraId);
}

function byGateway(cameras: readonly Placed[]): Map<GatewayId, CameraId[]> {
  const groups = new Map<GatewayId, CameraId[]>();
  for (const { gatewayId, cameraId } of cameras)
    groups.set(gatewayId, [...(groups.get(gatewayId) ?? []), cameraId]);
  return groups;
}
