import type { GatewayToHub } from '@porchlight/contract';
import type { CameraId, OwnerId } from '@porchlight/domain';
import { type AddressPolicy, openCamera } from '@porchlight/media';
import type { Signer } from '@porchlight/statements';
import { type CameraFleet, openCameraFleet } from '../cameras/camera-fleet.ts';
import { gatewayAddressPolicy } from '../cameras/gateway-address-policy.ts';
import { type ConsentBook, openConsentBook } from '../consents/consent-book.ts';
import { ConsentNews } from '../consents/consent-news.ts';
import { keyIdsOf } from '../looks/key-ids.ts';
import { LookKeeper } from '../looks/look-keeper.ts';
import { openNonceBook } from '../looks/nonce-book.ts';
import { Outcomes } from '../looks/outcomes.ts';
import { Casters } from '../pictures/casters.ts';
import { createPictureUplink } from '../pictures/picture-uplink.ts';
import type { GatewayState } from '../state/gateway-state.ts';
import { openTrustKeeper, type TrustKeeper } from '../trust/trust-keeper.ts';
import { HubLink } from '../uplink/hub-link.ts';
import type { GatewayConfig, GatewayPorts } from './gateway-config.ts';
import { HubOrders } from './hub-orders.ts';
import { LocalActs } from './local-acts.ts';

/** The gateway's parts, tied together. */
export interface Parts {
  readonly trust: TrustKeeper;
  readonly fleet: CameraFleet;
  readonly policy: AddressPolicy;
  readonly book: ConsentBook;
  readonly looks: LookKeeper;
  readonly outcomes: Outcomes;
  readonly localActs: LocalActs;
  readonly connected: boolean;
  /** Dials the hub when this gateway is enrolled and not connected already. */
  connect(): void;
  removeCamera(cameraId: CameraId): Promise<void>;
  /** Once a second. */
  tick(): void;
  close(): Promise<void>;
}

export function openParts(
  config: GatewayConfig,
  ports: GatewayPorts,
  state: GatewayState,
  signer: Signer,
): Parts {
  const { clock, random, log, files } = ports;
  let link: HubLink | undefined;
  const send = (message: GatewayToHub): boolean => link?.send(message) ?? false;
  const trust = openTrustKeeper({ document: state.trust, clock, log });
  const policy = gatewayAddressPolicy(config.allowCameraNets, () => trust.current?.root.synthetic === true);
  const fleet: CameraFleet = openCameraFleet({
    document: state.cameras,
    clock,
    random,
    policy,
    openCamera: ports.openCamera ?? openCamera,
    onChange(cameraId, camera) {
      log('camera-state', { cameraId, state: camera?.kind ?? 'removed' });
      send({ t: 'cameras', cameras: fleet.report() });
    },
  });
  const gatewayId = () => state.identity.value.gatewayId;
  const book = openConsentBook({ owners: state.owners, cameras: () => fleet.records, gatewayId, clock });
  const nonces = openNonceBook(state.looks, clock);
  const pictures = createPictureUplink(clock);
  const onFault = (error: unknown): void => log('fault', { error });
  const casters = new Casters(
    { uplink: pictures, keyIds: keyIdsOf(state.start), random, clock, onFault },
    (cameraId, stream) => fleet.source(cameraId, stream),
  );
  const outcomes = new Outcomes({
    gatewayId,
    programme: () => trust.current?.root.programme ?? null,
    signer,
    nonces,
    journal: state.journal,
    cameras: () => fleet.records,
    send,
    clock,
    log,
  });
  const looks = new LookKeeper({
    trust: () => trust.current,
    facts: book.facts,
    hasSub: fleet.hasSub,
    nonces,
    outcomes,
    casters,
    clock,
    obstacle: () => (files.fault ? 'state-unwritable' : link?.up ? undefined : 'hub-lost'),
  });
  const news = new ConsentNews(send, clock, log);
  const localActs = new LocalActs({ fleet, book, news, looks, send, clock, log });
  const camerasOf = (ownerId: OwnerId): CameraId[] =>
    fleet.records.filter((camera) => camera.ownerId === ownerId).map((camera) => camera.cameraId);
  const onFlood = (): void => link?.redial();
  const orders = new HubOrders({ trust, book, news, looks, camerasOf, clock, log, onFlood });

  const connect = (): void => {
    const id = gatewayId();
    if (id === null || link) return;
    link = new HubLink({
      hub: config.hub,
      ca: config.ca,
      clock,
      random,
      log,
      pictures,
      gatewayId: id,
      signer,
      rosterEpoch: () => trust.current?.roster?.statement.epoch ?? 0,
      onUp() {
        send({ t: 'cameras', cameras: fleet.report() });
        localActs.tellPauses();
        outcomes.flush();
      },
      onDown: (cause) => looks.end(() => true, cause),
      onMessage: (message) => orders.receive(message),
    });
  };
  connect();
  return {
    trust,
    fleet,
    policy,
    book,
    looks,
    outcomes,
    localActs,
    get connected() {
      return link?.up ?? false;
    },
    connect,
    removeCamera(cameraId) {
      looks.end((_, id) => id === cameraId, 'camera-removed');
      return fleet.remove(cameraId);
    },
    tick() {
      looks.rejudge();
      news.tick();
    },
    async close() {
      looks.end(() => true, 'gateway-stopped');
      await orders.idle();
      await outcomes.idle();
      link?.close();
      fleet.close();
    },
  };
}
