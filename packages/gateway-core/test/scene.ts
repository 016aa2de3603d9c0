import type { HubToGateway } from '@porchlight/contract';
import type { CameraId, GatewayId, OwnerId, RequestId } from '@porchlight/domain';
import {
  type CameraConsent,
  type Envelope,
  type OutcomeStatement,
  type RequestStatement,
  readStatement,
} from '@porchlight/statements';
import {
  cameraConsent,
  consentStatement,
  makeProgramme,
  makeSigner,
  must,
  signed,
  TEST_NOW,
  type TestProgramme,
  type TestSigner,
  // biome-ignore lint/correctness/noUndeclaredDependencies: only tests import this folder
} from '@porchlight/testkit';
import { GATEWAY_ID } from './fake-hub.ts';
import type { FakeViewer } from './fake-viewer.ts';
import { GatewayWorld } from './gateway-world.ts';

export const OWNER = 'owner-1' as OwnerId;

/** A programme, an owner with one consenting camera `door`, and an open incident near it. */
export class Scene {
  readonly programme: TestProgramme;
  readonly owner: TestSigner;
  readonly world: GatewayWorld;
  readonly door: CameraId;
  readonly incident: Envelope;

  private constructor(
    programme: TestProgramme,
    owner: TestSigner,
    world: GatewayWorld,
    door: CameraId,
    incident: Envelope,
  ) {
    this.programme = programme;
    this.owner = owner;
    this.world = world;
    this.door = door;
    this.incident = incident;
  }

  static async open(hasSub = true): Promise<Scene> {
    const programme = await makeProgramme();
    const owner = await makeSigner('passkey', false);
    const world = await GatewayWorld.start(programme.envelopes, TEST_NOW);
    await world.enrol({ ownerId: OWNER, keys: [owner.key] });
    const door = await world.addCamera(OWNER, 'door', hasSub);
    const scene = new Scene(programme, owner, world, door, await programme.incident());
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
    hub.send({ t: 'consent', envelope: await signed(statement, this.owner.signer) });
    return (await hub.message('consent-state', (m) => m.version === version, from)).state;
  }

  async lookMessage(
    viewer: FakeViewer,
    changes: Partial<RequestStatement> = {},
  ): Promise<Extract<HubToGateway, { t: 'look' }>> {
    const { hpkePublicKey, channels } = viewer;
    const asked = { hpkePublicKey, issuedAt: this.world.clock.now(), ...changes };
    const request = await this.programme.request(this.incident, asked);
    return {
      t: 'look',
      request,
      incidents: [this.incident],
      cameras: [{ cameraId: this.door, ...channels }],
    };
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
