import type { GatewayToHub } from '@porchlight/contract';
import type { CameraId, GatewayId, OwnerId } from '@porchlight/domain';
import { type AddressPolicy, openCamera } from '@porchlight/media';
import type { Signer } from '@porchlight/statements';
import { FromAfar, isFromOwner } from '../box-calls/from-afar.ts';
import { type AddedCamera, addCamera } from '../cameras/add-camera.ts';
import { type CameraFleet, type NewCamera, openCameraFleet } from '../cameras/camera-fleet.ts';
import { gatewayAddressPolicy } from '../cameras/gateway-address-policy.ts';
import { openLiveCamera } from '../cameras/live-camera.ts';
import { type ConsentBook, openConsentBook } from '../consents/consent-book.ts';
import { ConsentNews } from '../consents/consent-news.ts';
import { namedHost } from '../consents/named-host.ts';
import { LogKeeper } from '../log/log-keeper.ts';
import { readLeafAtGateway } from '../log/read-entries.ts';
import type { EndCause } from '../looks/closings.ts';
import { keyIdsOf } from '../looks/key-ids.ts';
import { LookKeeper } from '../looks/look-keeper.ts';
import { type NonceBook, openNonceBook } from '../looks/nonce-book.ts';
import { Outcomes } from '../looks/outcomes.ts';
import { MaskBook } from '../masks/mask-book.ts';
import { Casters } from '../pictures/casters.ts';
import { createPictureUplink, type PictureUplink } from '../pictures/picture-uplink.ts';
import { PreviewDesk } from '../preview/preview-desk.ts';
import { openRing } from '../ring/open-ring.ts';
import type { Ring } from '../ring/ring.ts';
import type { GatewayState } from '../state/gateway-state.ts';
import { openTrustKeeper, type TrustKeeper } from '../trust/trust-keeper.ts';
import { HubLink } from '../uplink/hub-link.ts';
import type { GatewayConfig, GatewayPorts } from './gateway-config.ts';
import { HubOrders } from './hub-orders.ts';
import { LocalActs } from './local-acts.ts';
import { rehearse } from './rehearsal.ts';

/** The gateway's parts, tied together. Made once, at the start; dials the hub at once when it is enrolled. */
export class Parts {
  readonly trust: TrustKeeper;
  readonly policy: AddressPolicy;
  readonly fleet: CameraFleet;
  readonly masks: MaskBook;
  readonly book: ConsentBook;
  readonly outcomes: Outcomes;
  readonly looks: LookKeeper;
  readonly localActs: LocalActs;
  readonly publicLog: LogKeeper;
  /** Undefined: this box has no part in Ring. */
  readonly ring: Ring | undefined;
  readonly #config: GatewayConfig;
  readonly #ports: GatewayPorts;
  readonly #state: GatewayState;
  readonly #signer: Signer;
  readonly #pictures: PictureUplink;
  readonly #previews: PreviewDesk;
  readonly #news: ConsentNews;
  readonly #orders: HubOrders;
  readonly #afar: FromAfar;
  #link: HubLink | undefined;
  #rehearsal: Promise<void> = Promise.resolve();

  constructor(config: GatewayConfig, ports: GatewayPorts, state: GatewayState, signer: Signer) {
    const { clock, log } = ports;
    this.#config = config;
    this.#ports = ports;
    this.#state = state;
    this.#signer = signer;
    this.trust = openTrustKeeper({ document: state.trust, clock, log });
    this.policy = gatewayAddressPolicy(
      config.allowCameraNets,
      () => this.trust.current?.root.synthetic === true,
      { hosted: config.host !== undefined, resolve: ports.resolve },
    );
    this.masks = new MaskBook({
      document: state.masks,
      owners: state.owners,
      ownerOf: (cameraId) => this.#ownerOf(cameraId),
      trust: () => this.trust.current,
      clock,
      onChange: (cameraId, polygons) => this.fleet.setMask(cameraId, polygons),
    });
    this.#previews = this.#openPreviews();
    this.fleet = this.#openFleet();
    this.ring = openRing(ports.ring, {
      ...ports,
      policy: this.policy,
      state,
      fleet: this.fleet,
      endLooks: (cameraIds) => this.looks.end((_, id) => cameraIds.includes(id), 'link-ended'),
      removeCamera: (cameraId) => this.removeCamera(cameraId),
    });
    this.book = openConsentBook({
      owners: state.owners,
      cameras: () => this.fleet.records,
      gatewayId: () => this.#gatewayId,
      hostKey: config.host,
      clock,
    });
    this.#pictures = createPictureUplink(clock);
    const nonces = openNonceBook(state.looks, clock);
    this.outcomes = this.#openOutcomes(nonces);
    this.publicLog = this.#openLog();
    this.looks = this.#openLooks(nonces);
    this.#news = new ConsentNews(this.#send, clock, log);
    const { fleet, book, looks, trust, publicLog } = this;
    const shared = { book, looks, news: this.#news, clock, log };
    this.localActs = new LocalActs({ ...shared, fleet, send: this.#send });
    this.#afar = new FromAfar({
      ...shared,
      state,
      fleet,
      trust,
      signer,
      outcomes: this.outcomes,
      addCamera: (camera) => this.addCamera(camera),
      removeCamera: (cameraId) => this.removeCamera(cameraId),
      ring: this.ring,
      tryCamera: (cameraId) => this.tryCamera(cameraId),
      masks: this.masks,
      previews: this.#previews,
      send: this.#send,
    });
    this.#orders = new HubOrders({
      ...shared,
      trust,
      publicLog,
      camerasOf: (ownerId) => this.#camerasOf(ownerId),
      onEntry: (leaf) =>
        readLeafAtGateway(leaf, {
          trust,
          book,
          cameras: () => fleet.records,
          log,
          onChange: () => this.#orders.trustChanged(),
        }),
      onTrust: () => this.#rehearse(),
      onFlood: () => this.#link?.redial(),
    });
    this.connect();
    this.#rehearse();
  }

  get connected(): boolean {
    return this.#link?.up ?? false;
  }

  /** Dials the hub, when this gateway is enrolled and has not dialled yet. */
  connect(): void {
    const gatewayId = this.#gatewayId;
    if (gatewayId === null || this.#link) return;
    const { clock, random, log } = this.#ports;
    this.#link = new HubLink({
      hub: this.#config.hub,
      ca: this.#config.ca,
      clock,
      random,
      log,
      pictures: this.#pictures,
      gatewayId,
      signer: this.#signer,
      rosterEpoch: () => this.trust.current?.roster?.statement.epoch ?? 0,
      onUp: () => this.#greet(),
      onDown: (cause) => this.looks.end(() => true, cause),
      onMessage: (message) =>
        isFromOwner(message) ? this.#afar.receive(message) : this.#orders.receive(message),
    });
  }

  addCamera(camera: NewCamera): Promise<AddedCamera> {
    const { fleet, policy } = this;
    return addCamera(camera, { fleet, policy, owners: this.#state.owners, most: this.#config.maxCameras });
  }

  async removeCamera(cameraId: CameraId): Promise<void> {
    this.looks.end((_, id) => id === cameraId, 'camera-removed');
    await this.fleet.remove(cameraId);
    await this.masks.forget(cameraId);
  }

  /** Opens the connection to a camera anew, unless it is live or looked at. */
  tryCamera(cameraId: CameraId): void {
    const watched = this.looks.running.some((look) => look.cameraId === cameraId);
    if (!watched && this.fleet.state(cameraId)?.kind !== 'live') this.fleet.reopen(cameraId);
  }

  /** Once a second: what only time has changed. */
  tick(): void {
    this.looks.rejudge();
    this.publicLog.tick();
    this.#news.tick();
  }

  /** Ends every look, tells the hub, hangs up. */
  async close(): Promise<void> {
    this.looks.end(() => true, 'gateway-stopped');
    await this.#rehearsal;
    await this.#orders.idle();
    await this.#afar.idle();
    await this.outcomes.idle();
    await this.publicLog.kept().catch(() => undefined);
    await this.#link?.close();
    this.ring?.close();
    this.fleet.close();
  }

  /** The first look under a policy should not be the slow one. */
  #rehearse(): void {
    const trust = this.trust.current;
    if (trust === null) return;
    const { log } = this.#ports;
    this.#rehearsal = this.#rehearsal
      .then(() => rehearse(trust))
      .catch((error: unknown) => log('fault', { error }));
  }

  readonly #send = (message: GatewayToHub): boolean => this.#link?.send(message) ?? false;

  get #gatewayId(): GatewayId | null {
    return this.#state.identity.value.gatewayId;
  }

  #camerasOf(ownerId: OwnerId): CameraId[] {
    return this.fleet.records.filter((camera) => camera.ownerId === ownerId).map((camera) => camera.cameraId);
  }

  #greet(): void {
    this.#send({ t: 'cameras', cameras: this.fleet.report() });
    this.publicLog.ask();
    void this.#afar.greet();
    this.localActs.tellPauses();
    this.outcomes.flush();
  }

  /** Why no picture may leave just now, whatever the gate says. */
  #obstacle(): EndCause | undefined {
    if (this.#ports.files.fault) return 'state-unwritable';
    const { host } = this.#config;
    if (host && namedHost(this.trust.current, host) === undefined) return 'host-not-named';
    return this.connected ? undefined : 'hub-lost';
  }

  #openFleet(): CameraFleet {
    const { clock, random, log } = this.#ports;
    const live = {
      policy: this.policy,
      clock,
      random,
      looks: () => this.looks,
      isPreviewed: (cameraId: CameraId) => this.#previews.wants(cameraId),
      ring: () => this.ring,
    };
    return openCameraFleet({
      document: this.#state.cameras,
      clock,
      random,
      policy: this.policy,
      share: this.#ports.share,
      openCamera: this.#ports.openCamera ?? openCamera,
      openLive: (record, onState) => openLiveCamera(record, live, onState),
      maskOf: (cameraId) => this.masks.of(cameraId).polygons,
      onChange: (cameraId, state) => {
        log('camera-state', { cameraId, state: state?.kind ?? 'removed' });
        this.#send({ t: 'cameras', cameras: this.fleet.report() });
      },
    });
  }

  #ownerOf(cameraId: CameraId): OwnerId | undefined {
    return this.fleet.records.find((camera) => camera.cameraId === cameraId)?.ownerId;
  }

  #openPreviews(): PreviewDesk {
    return new PreviewDesk({
      owners: this.#state.owners,
      ownerOf: (cameraId) => this.#ownerOf(cameraId),
      trust: () => this.trust.current,
      clock: this.#ports.clock,
      source: (cameraId) => this.fleet.source(cameraId, 'sub'),
      journal: (requestId, cameraId, ownerId) => this.outcomes.note(requestId, cameraId, ownerId),
    });
  }

  #openOutcomes(nonces: NonceBook): Outcomes {
    const { clock, log } = this.#ports;
    return new Outcomes({
      gatewayId: () => this.#gatewayId,
      programme: () => this.trust.current?.root.programme ?? null,
      signer: this.#signer,
      nonces,
      journal: this.#state.journal,
      cameras: () => this.fleet.records,
      send: this.#send,
      clock,
      log,
    });
  }

  #openLog(): LogKeeper {
    const { clock, log } = this.#ports;
    const { trust } = this;
    return new LogKeeper({
      document: this.#state.log,
      trust: () => trust.current,
      clock,
      log,
      ask: (size) => this.#send({ t: 'follow-log', size }),
    });
  }

  #openLooks(nonces: NonceBook): LookKeeper {
    const { clock, random, log } = this.#ports;
    const keyIds = keyIdsOf(this.#state.start);
    const casters = new Casters(
      { uplink: this.#pictures, keyIds, random, clock, onFault: (error) => log('fault', { error }) },
      this.fleet,
    );
    return new LookKeeper({
      trust: () => this.trust.current,
      facts: this.book.facts,
      hasSub: this.fleet.hasSub,
      nonces,
      outcomes: this.outcomes,
      casters,
      clock,
      log: this.publicLog,
      obstacle: () => this.#obstacle(),
    });
  }
}
