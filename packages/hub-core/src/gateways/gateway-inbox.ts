import { sealKeyBytes } from '@porchlight/contract';
import type { Clock, GatewayId, OwnerId } from '@porchlight/domain';
import { rawSignatureHolds } from '../crypto/raw-signature.ts';
import type { AreaBus } from '../events/area-bus.ts';
import type { LogFeed } from '../leaves/log-feed.ts';
import type { OutcomeDesk } from '../looks/outcome-desk.ts';
import type { BoxDesk } from '../owners/box-desk.ts';
import { withdrawConsent } from '../owners/withdraw-consent.ts';
import type { HubLog } from '../ports.ts';
import type { HubStore } from '../store/hub-store.ts';
import type { GatewayListener } from './gateway-desk.ts';
import type { GatewayLink, GatewayMessage } from './gateway-link.ts';

export interface GatewayInboxParts {
  readonly store: HubStore;
  readonly clock: Clock;
  readonly log: HubLog;
  readonly bus: AreaBus;
  readonly outcomes: OutcomeDesk;
  readonly feed: LogFeed;
  readonly boxes: BoxDesk;
  /** Counts on the consoles may have changed. */
  countsChanged(): void;
}

/** What connected gateways say, and what they must be told first. */
export class GatewayInbox implements GatewayListener {
  readonly #parts: GatewayInboxParts;

  constructor(parts: GatewayInboxParts) {
    this.#parts = parts;
  }

  /** Consents its cameras stand on, then what closes: withdrawals and pauses. */
  async connected(link: GatewayLink): Promise<void> {
    const { store, clock } = this.#parts;
    const cameras = await store.cameras.ofGateway(link.gatewayId);
    for (const { envelope } of await store.consents.ofGateway(link.gatewayId))
      link.socket.send({ t: 'consent', envelope });
    for (const { ownerId, cameraId, withdrawnVersion: version, pausedUntil } of cameras) {
      if (version > 0) link.socket.send({ t: 'owner-withdraw', ownerId, cameraIds: [cameraId], version });
      if (pausedUntil === null || pausedUntil <= clock.now()) continue;
      const until = Number.isFinite(pausedUntil) ? pausedUntil : null;
      link.socket.send({ t: 'owner-pause', ownerId, cameraIds: [cameraId], until });
    }
    for (const ownerId of await store.gateways.leaving(link.gatewayId))
      link.socket.send({ t: 'owner-release', ownerId });
    await this.#tellOwners(link.gatewayId);
  }

  async message(link: GatewayLink, message: GatewayMessage): Promise<void> {
    switch (message.t) {
      case 'cameras':
        return this.#cameras(link, message);
      case 'outcome':
        if ((await this.#parts.outcomes.take(message.envelope, link)) === 'refused')
          this.#parts.log.warn({ gatewayId: link.gatewayId }, 'an outcome was refused');
        return;
      case 'consent-state':
        return this.#consentState(link, message);
      case 'follow-log':
        this.#parts.feed.follow(link, message.size);
        return;
      case 'seal-key': {
        const { sealKey, signature } = message;
        if (await rawSignatureHolds(link.key, signature, sealKeyBytes(link.gatewayId, sealKey)))
          await this.#parts.store.gateways.setSeal(link.gatewayId, { sealKey, signature });
        return this.#tellOwners(link.gatewayId);
      }
      case 'released':
        return this.#released(link, message.ownerId);
      case 'box-answer':
        this.#parts.boxes.answered(link.gatewayId, message.callId, message.reply);
        return;
      case 'local-act':
        return this.#localAct(link, message);
    }
  }

  /** Counts only from an owner's own box: at a host the host itself says so, whose folder it is. */
  async #released(link: GatewayLink, ownerId: OwnerId): Promise<void> {
    const { store, bus } = this.#parts;
    const leaving = await store.gateways.leaving(link.gatewayId);
    const gateway = await store.gateways.get(link.gatewayId);
    if (!leaving.includes(ownerId) || gateway?.hostId !== null) return;
    await store.gateways.left(link.gatewayId, ownerId);
    bus.publish('owner', ownerId);
  }

  async lost(gatewayId: GatewayId): Promise<void> {
    this.#parts.feed.lost({ gatewayId });
    this.#parts.boxes.lost(gatewayId);
    await this.#parts.outcomes.gatewayLost(gatewayId);
    await this.#tellOwners(gatewayId);
  }

  async #cameras(link: GatewayLink, message: Extract<GatewayMessage, { t: 'cameras' }>): Promise<void> {
    const { store, clock, log } = this.#parts;
    const { refused } = await store.cameras.announce(link.gatewayId, message.cameras, clock.now());
    if (refused.length > 0) log.warn({ gatewayId: link.gatewayId, refused }, 'cameras were refused');
    await this.#tellOwners(link.gatewayId);
  }

  async #consentState(
    link: GatewayLink,
    message: Extract<GatewayMessage, { t: 'consent-state' }>,
  ): Promise<void> {
    const { t: _, ...answer } = message;
    await this.#parts.store.cameras.setConsentState({ gatewayId: link.gatewayId, ...answer });
    await this.#tellOwners(link.gatewayId);
  }

  /** The owner stood at the box: the hub follows, it is not asked. Owners that are not the gateway's are left alone. */
  async #localAct(link: GatewayLink, message: Extract<GatewayMessage, { t: 'local-act' }>): Promise<void> {
    const { store } = this.#parts;
    const gateway = await store.gateways.get(link.gatewayId);
    if (!gateway?.ownerIds.includes(message.ownerId)) return;
    const own = (await store.cameras.ofGateway(link.gatewayId))
      .filter((camera) => camera.ownerId === message.ownerId)
      .map((camera) => camera.cameraId);
    const cameraIds =
      message.cameraIds.length === 0 ? own : message.cameraIds.filter((cameraId) => own.includes(cameraId));
    await store.transaction(async (stores) => {
      await stores.audit.append({
        at: this.#parts.clock.now(),
        actor: message.ownerId,
        act: `owner-${message.act}`,
        subject: link.gatewayId,
        detail: `at the gateway, ${cameraIds.length} cameras`,
      });
      const until = message.until ?? Number.POSITIVE_INFINITY;
      if (message.act === 'pause') await stores.cameras.pause(message.ownerId, cameraIds, until);
      if (message.act === 'withdraw') await withdrawConsent(stores, message.ownerId, cameraIds);
    });
    await this.#tellOwners(link.gatewayId);
  }

  async #tellOwners(gatewayId: GatewayId): Promise<void> {
    const { store, bus, countsChanged } = this.#parts;
    const gateway = await store.gateways.get(gatewayId);
    for (const ownerId of gateway?.ownerIds ?? []) bus.publish('owner', ownerId);
    bus.publish('clerk', null);
    countsChanged();
  }
}
