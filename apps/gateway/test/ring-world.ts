import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BoxCall, BoxReply, RingReply } from '@porchlight/contract';
import type { CameraId, GatewayId, OwnerId } from '@porchlight/domain';
import {
  type Gateway,
  openGateway,
  openStateFiles,
  RingPartner,
  systemRandom,
} from '@porchlight/gateway-core';
import { type RingDoor, startRingDoor } from '@porchlight/gateway-http';
import { statementHash } from '@porchlight/statements';
import {
  cameraConsent,
  consentStatement,
  makeProgramme,
  makeSigner,
  signed,
  TEST_NOW,
  TestLog,
  type TestProgramme,
  type TestSigner,
} from '@porchlight/testkit';
import {
  loadTownClips,
  type RingDevice,
  type RingLimits,
  type RingService,
  startRingService,
} from '@porchlight/town';
import { FakeHub, GATEWAY_ID } from '../../../packages/gateway-core/test/fake-hub.ts';
import type { FakeViewer } from '../../../packages/gateway-core/test/fake-viewer.ts';
import { TestClock } from '../../../packages/gateway-core/test/gateway-world.ts';

export const OWNER = 'owner-1' as OwnerId;
export const OTHER = 'owner-2' as OwnerId;
export const DOORBELL: RingDevice = {
  id: 'ava1.ring.device.DOORBELL',
  name: 'Front door',
  power: 'battery',
  mount: '/cam-07/sub',
};
export const YARD: RingDevice = {
  id: 'ava1.ring.device.YARD',
  name: 'Yard',
  power: 'mains',
  mount: '/cam-08/sub',
};
export const ACCOUNT = { id: 'ava1.ring.account.HOUSE', name: 'House', devices: [DOORBELL, YARD] };
export const PARTNER = {
  clientId: 'client',
  clientSecret: 'secret-of-the-city',
  hmacKey: 'hmac-key-of-the-city',
  appName: 'Porchlight',
};

/** A gateway with a part in Ring, two owners, and the simulated service over real sockets. */
export class RingWorld {
  readonly dir: string;
  readonly clock = new TestClock(TEST_NOW);
  readonly service: RingService;
  readonly programme: TestProgramme;
  readonly hub: FakeHub;
  readonly log: TestLog;
  gateway!: Gateway;
  owner!: TestSigner;
  #door: RingDoor | undefined;
  #calls = 0;

  private constructor(
    dir: string,
    service: RingService,
    programme: TestProgramme,
    hub: FakeHub,
    log: TestLog,
  ) {
    this.dir = dir;
    this.service = service;
    this.programme = programme;
    this.hub = hub;
    this.log = log;
  }

  static async start(limits: Partial<RingLimits> = {}): Promise<RingWorld> {
    const dir = await mkdtemp(join(tmpdir(), 'porchlight-ring-'));
    const programme = await makeProgramme({ synthetic: true });
    const hub = await FakeHub.start(programme.envelopes.root);
    const log = new TestLog(programme.logKeys);
    let now = (): number => TEST_NOW;
    const service = await startRingService({
      accounts: [ACCOUNT],
      partner: PARTNER,
      clips: loadTownClips({ startsAt: undefined }),
      limits,
      now: () => now(),
    });
    const world = new RingWorld(dir, service, programme, hub, log);
    now = () => world.clock.now();
    hub.log = { entries: log, now };
    const { root, programme: held, policy, roster } = programme.envelopes;
    hub.greeting = [{ t: 'trust', root, rosters: [roster], programme: held, policy, pause: null }];
    await world.startGateway();
    world.owner = await makeSigner('software');
    for (const ownerId of [OWNER, OTHER])
      await world.gateway.enrol(await hub.makeCode(ownerId, [world.owner.key]), 'Box');
    await hub.message('cameras');
    return world;
  }

  async startGateway(): Promise<void> {
    const { url } = this.service;
    const log = () => undefined;
    const settings = {
      ...PARTNER,
      apiUrl: url,
      tokenUrl: `${url}/oauth/token`,
      appUrl: this.service.appPage(ACCOUNT.id),
    };
    const ring = new RingPartner(settings, { clock: this.clock, log });
    this.gateway = await openGateway(
      {
        hub: this.hub.url,
        allowCameraNets: ['127.0.0.0/8'],
      },
      {
        files: await openStateFiles(this.dir),
        clock: this.clock,
        random: systemRandom,
        log,
        ring,
      },
    );
    this.#door = await startRingDoor({
      ring,
      listen: { host: '127.0.0.1', port: 0 },
      onFault: (error) => {
        throw error;
      },
    });
    this.service.register({
      tokenExchangeUrl: `${this.#door.url}/ring/token`,
      webhookUrl: `${this.#door.url}/ring/webhook`,
      accountLinkUrl: 'https://hub.example/owner',
    });
  }

  async stopGateway(): Promise<void> {
    await this.#door?.close();
    await this.gateway.close();
  }

  get doorUrl(): string {
    return this.#door?.url ?? '';
  }

  /** What an owner's page asks through the hub. */
  async call(call: BoxCall, ownerId = OWNER): Promise<BoxReply> {
    const callId = ++this.#calls;
    this.hub.send({ t: 'box-call', callId, ownerId, call });
    const answer = await this.hub.message('box-answer', (m) => m.callId === callId, 0, 20_000);
    return answer.reply;
  }

  async ring(call: BoxCall, ownerId = OWNER): Promise<RingReply> {
    const reply = await this.call(call, ownerId);
    if (reply.kind !== 'ring') throw new Error(JSON.stringify(reply));
    return reply;
  }

  /** The person shares devices at Ring; what the redirect brings to the owner's page. */
  async share(devices: readonly RingDevice[] = ACCOUNT.devices): Promise<{ nonce: string; time: number }> {
    const body = new URLSearchParams(devices.map(({ id }) => ['device', id]));
    const answer = await fetch(`${this.service.appPage(ACCOUNT.id)}/allow`, {
      method: 'POST',
      body,
      redirect: 'manual',
    });
    const { searchParams } = new URL(answer.headers.get('location') ?? '');
    return { nonce: searchParams.get('nonce') ?? '', time: Number(searchParams.get('time')) };
  }

  async link(ownerId = OWNER): Promise<RingReply> {
    return this.ring({ act: 'ring-finish', ...(await this.share()) }, ownerId);
  }

  /** Links, chooses one device, and signs the waiver for it. */
  async linked(device: RingDevice): Promise<CameraId> {
    await this.link();
    const chosen = await this.ring({
      act: 'ring-choose',
      devices: [{ deviceId: device.id, power: device.power }],
    });
    const cameraId = chosen.devices.find(({ deviceId }) => deviceId === device.id)?.cameraId;
    if (!cameraId) throw new Error('not added');
    await this.agree(cameraId);
    return cameraId;
  }

  consentHash = '';

  async agree(cameraId: CameraId): Promise<void> {
    const terms = cameraConsent({ cameraId, gatewayId: GATEWAY_ID as GatewayId });
    const statement = consentStatement({ ownerId: OWNER, cameras: [terms], issuedAt: this.clock.now() });
    const envelope = await signed(statement, this.owner.signer);
    this.consentHash = await statementHash(envelope);
    this.hub.send({ t: 'consent', envelope });
    await this.hub.message('consent-state', (m) => m.state === 'in-force');
  }

  /** Asks for the camera; pictures go to the viewer. */
  async look(viewer: FakeViewer, cameraId: CameraId): Promise<void> {
    const { programme, hub, log, consentHash } = this;
    const incident = await programme.incident();
    const asked = { hpkePublicKey: viewer.hpkePublicKey, issuedAt: this.clock.now() };
    const request = await programme.request(incident, asked);
    hub.onMedia = (bytes) => viewer.receive(bytes);
    const slots = [{ cameraId, gatewayId: GATEWAY_ID as GatewayId, consentHash }];
    const evidence = await log.request(programme.trust, request, [incident], slots);
    await hub.publish();
    const cameras = [{ cameraId, ...viewer.channels }];
    hub.send({ t: 'look', request, incidents: [incident], cameras, evidence });
  }

  /** The state of the camera as the hub was told last. */
  stateOf(cameraId: CameraId): { state: string; detail: string } | undefined {
    const reports = this.hub.messages.flatMap((m) => (m.t === 'cameras' ? [m] : []));
    return reports.at(-1)?.cameras.find((camera) => camera.cameraId === cameraId);
  }

  stateFile(name: string): Promise<string> {
    return readFile(join(this.dir, name), 'utf8');
  }

  async close(): Promise<void> {
    await this.stopGateway();
    await this.hub.close();
    await this.service.close();
    await rm(this.dir, { recursive: true, force: true });
  }
}
