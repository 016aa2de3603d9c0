import type { HubToGateway } from '@porchlight/contract';
import type { CameraId, GatewayId, OwnerId, RequestId } from '@porchlight/domain';
import {
  type CameraConsent,
  type Envelope,
  type OutcomeStatement,
  type RequestStatement,
  readStatement,
  statementHash,
} from '@porchlight/statements';
import {
  cameraConsent,
  consentStatement,
  makeProgramme,
  makeSigner,
  must,
  signed,
  TEST_NOW,
  TestLog,
  type TestProgramme,
  type TestSigner,
} from '@porchlight/testkit';
import { GATEWAY_ID } from './fake-hub.ts';
import type { FakeViewer } from './fake-viewer.ts';
import { GatewayWorld } from './gateway-world.ts';

type LookMessage = Extract<HubToGateway, { t: 'look' }>;

export const OWNER = 'owner-1' as OwnerId;

/** A programme, an owner with one consenting camera `door`, and an open incident near it. */
export class Scene {
  readonly programme: TestProgramme;
  readonly owner: TestSigner;
  readonly world: GatewayWorld;
  readonly door: CameraId;
  readonly incident: Envelope;
  readonly log: TestLog;
  /** The newest consent in force, and its hash. */
  consent: Envelope | undefined;
  consentHash = '';

  private constructor(
    programme: TestProgramme,
    owner: TestSigner,
    world: GatewayWorld,
    door: CameraId,
    incident: Envelope,
    log: TestLog,
  ) {
    this.log = log;
    this.programme = programme;
    this.owner = owner;
    this.world = world;
    this.door = door;
    this.incident = incident;
  }

  static async open(hasSub = true): Promise<Scene> {
    const programme = await makeProgramme();
    const owner = await makeSigner('passkey', false);
    const log = new TestLog(programme.logKeys);
    const world = await GatewayWorld.start(programme.envelopes, TEST_NOW, log);
    await world.enrol({ ownerId: OWNER, keys: [owner.key] });
    const door = await world.addCamera(OWNER, 'door', hasSub);
    const scene = new Scene(programme, owner, world, door, await programme.incident(), log);
    await scene.agree(1);
    return scene;
  }

  close(): Promise<void> {
    return this.world.close();
  }

  /** The owner signs for the camera at the door; what the gateway made of it. */
  async agree(version: number, changes: Partial<CameraConsent> = {}): Promise<string> {
    const { hub, clock } = this.world;
    const camera = cameraConsent({ cameraId: this.door, gatewayId: GATEWAY_ID as GatewayId, ...changes });
    const statement = consentStatement({
      ownerId: OWNER,
      version,
      cameras: [camera],
      issuedAt: clock.now(),
    });
    const from = hub.messages.length;
    const envelope = await signed(statement, this.owner.signer);
    hub.send({ t: 'consent', envelope });
    const { state } = await hub.message('consent-state', (m) => m.version === version, from);
    if (state !== 'in-force') return state;
    this.consent = envelope;
    this.consentHash = await statementHash(envelope);
    return state;
  }

  async lookMessage(viewer: FakeViewer, changes: Partial<RequestStatement> = {}): Promise<LookMessage> {
    const { hpkePublicKey, channels } = viewer;
    const asked = { hpkePublicKey, issuedAt: this.world.clock.now(), ...changes };
    const request = await this.programme.request(this.incident, asked);
    return this.logged(request, [this.incident], [{ cameraId: this.door, ...channels }]);
  }

  /** Writes the request into the log, shows that to the gateway, and answers the message that asks for these cameras. */
  async logged(
    request: Envelope,
    incidents: Envelope[],
    cameras: LookMessage['cameras'],
  ): Promise<LookMessage> {
    const { world, log, programme, consentHash } = this;
    const gatewayId = GATEWAY_ID as GatewayId;
    const slots = cameras.map(({ cameraId }) => ({ cameraId, gatewayId, consentHash }));
    const evidence = await log.request(programme.trust, request, incidents, slots);
    await world.hub.publish();
    return { t: 'look', request, incidents, cameras, evidence };
  }

  /** The hub relays media to these viewers. */
  relayTo(...viewers: FakeViewer[]): void {
    this.world.hub.onMedia = (bytes) => {
      for (const viewer of viewers) viewer.receive(bytes);
    };
  }

  /** The first signed outcome of this kind that matches; waits for it. */
  async outcome(
    result: OutcomeStatement['result'],
    matches: (statement: OutcomeStatement) => boolean = () => true,
  ): Promise<OutcomeStatement> {
    const { hub } = this.world;
    for (let from = 0; ; ) {
      const message = await hub.message('outcome', () => true, from);
      from = hub.messages.indexOf(message, from) + 1;
      const { statement } = must(await readStatement('outcome', message.envelope));
      if (statement.result === result && matches(statement)) return statement;
    }
  }

  /** Opens a look at the door; resolves when the gateway says so. */
  async look(viewer: FakeViewer, changes: Partial<RequestStatement> = {}): Promise<RequestId> {
    const message = await this.lookMessage(viewer, changes);
    const { requestId } = must(await readStatement('request', message.request)).statement;
    this.world.hub.send(message);
    await this.outcome('opened', (s) => s.requestId === requestId);
    return requestId;
  }

  async pictures(viewer: FakeViewer, count: number): Promise<void> {
    await this.world.hub.until(() => viewer.pictures.length >= count, `${count} pictures`);
  }
}
