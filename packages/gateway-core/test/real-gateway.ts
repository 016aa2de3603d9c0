import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CameraId, GatewayId, OwnerId } from '@porchlight/domain';
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
} from '@porchlight/testkit';
import { type Gateway, openGateway, openStateFiles, systemRandom } from '../src/index.ts';
import { FakeHub, GATEWAY_ID } from './fake-hub.ts';
import type { FakeViewer } from './fake-viewer.ts';
import { TestClock } from './gateway-world.ts';

export const OWNER = 'owner-1' as OwnerId;

export interface RealCamera {
  readonly label: string;
  readonly mainUrl: string;
  readonly subUrl?: string;
  readonly username: string;
  readonly password: string;
}

/** A gateway with cameras that are reached over sockets, consented to, and a hub in the test's hands. */
export class RealGateway {
  readonly hub: FakeHub;
  readonly gateway: Gateway;
  /** In the order they were given. */
  readonly cameraIds: readonly CameraId[];
  readonly #programme: TestProgramme;
  readonly #log: TestLog;
  readonly #clock: TestClock;
  readonly #consentHash: string;
  readonly #dir: string;

  private constructor(
    hub: FakeHub,
    gateway: Gateway,
    cameraIds: readonly CameraId[],
    held: { programme: TestProgramme; log: TestLog; clock: TestClock; consentHash: string; dir: string },
  ) {
    this.hub = hub;
    this.gateway = gateway;
    this.cameraIds = cameraIds;
    this.#programme = held.programme;
    this.#log = held.log;
    this.#clock = held.clock;
    this.#consentHash = held.consentHash;
    this.#dir = held.dir;
  }

  static async start(cameras: readonly RealCamera[]): Promise<RealGateway> {
    const dir = await mkdtemp(join(tmpdir(), 'porchlight-real-camera-'));
    const clock = new TestClock(TEST_NOW);
    const programme = await makeProgramme({ synthetic: true });
    const { root, programme: held, policy, roster } = programme.envelopes;
    const hub = await FakeHub.start(root);
    const log = new TestLog(programme.logKeys);
    hub.log = { entries: log, now: () => clock.now() };
    hub.greeting = [{ t: 'trust', root, rosters: [roster], programme: held, policy, pause: null }];
    const gateway = await openGateway(
      { hub: hub.url, allowCameraNets: ['127.0.0.0/8'] },
      { files: await openStateFiles(dir), clock, random: systemRandom, log: () => undefined },
    );
    const owner = await makeSigner('software');
    await gateway.enrol(await hub.makeCode(OWNER, [owner.key]), 'Box');
    await hub.message('cameras');
    const cameraIds: CameraId[] = [];
    for (const camera of cameras) {
      const added = await gateway.addCamera({ ownerId: OWNER, ...camera });
      if (added.kind === 'refused') throw new Error(added.sentence);
      cameraIds.push(added.cameraId);
    }
    const terms = cameraIds.map((cameraId) =>
      cameraConsent({ cameraId, gatewayId: GATEWAY_ID as GatewayId }),
    );
    const envelope = await signed(consentStatement({ ownerId: OWNER, cameras: terms }), owner.signer);
    const consentHash = await statementHash(envelope);
    hub.send({ t: 'consent', envelope });
    await hub.message('consent-state', (m) => m.state === 'in-force');
    return new RealGateway(hub, gateway, cameraIds, { programme, log, clock, consentHash, dir });
  }

  /** A look at one camera for that viewer; when it was asked for. */
  async ask(viewer: FakeViewer, cameraId: CameraId): Promise<number> {
    const { hub } = this;
    const incident = await this.#programme.incident();
    const asked = { hpkePublicKey: viewer.hpkePublicKey, issuedAt: this.#clock.now() };
    const request = await this.#programme.request(incident, asked);
    const slots = [{ cameraId, gatewayId: GATEWAY_ID as GatewayId, consentHash: this.#consentHash }];
    const evidence = await this.#log.request(this.#programme.trust, request, [incident], slots);
    await hub.publish();
    const sentAt = performance.now();
    hub.send({
      t: 'look',
      request,
      incidents: [incident],
      cameras: [{ cameraId, ...viewer.channels }],
      evidence,
    });
    return sentAt;
  }

  async close(): Promise<void> {
    await this.gateway.close();
    await this.hub.close();
    await rm(this.#dir, { recursive: true, force: true });
  }
}
