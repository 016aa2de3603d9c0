import { type CameraId, destination, type GatewayId, type IncidentId } from '@porchlight/domain';
import {
  type Envelope,
  type IncidentStatement,
  type RequestStatement,
  statementHash,
} from '@porchlight/statements';
import { cameraConsent, consentStatement, signed, TEST_POSITION } from '@porchlight/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GATEWAY_ID } from '../../test/fake-hub.ts';
import { FakeViewer } from '../../test/fake-viewer.ts';
import { OWNER, Scene } from '../../test/scene.ts';

const MINUTE = 60_000;
const AWAY = destination(TEST_POSITION, 90, 600);
const RUNNER = 'inc-runner' as IncidentId;

let scene: Scene;
let viewer: FakeViewer;

beforeEach(async () => {
  scene = await Scene.open();
  viewer = await FakeViewer.create(1);
  scene.relayTo(viewer);
  scene.world.camera('door').show('sub', true);
});

afterEach(() => scene.close());

const runnerAt = (changes: Partial<IncidentStatement>): Promise<Envelope> => {
  const now = scene.world.clock.now();
  return scene.programme.incident({ incidentId: RUNNER, reportedAt: now, issuedAt: now, ...changes });
};

/** A look signed while the runner is far away; five minutes later the hub asks this gateway for the first time. */
async function heardLate(
  request: Partial<RequestStatement>,
  move: Partial<IncidentStatement>,
  position = AWAY,
) {
  const { clock, hub } = scene.world;
  const start = clock.now();
  const first = await runnerAt({ position });
  const { hpkePublicKey, channels } = viewer;
  const facts = { incidentId: RUNNER, issuedAt: start, hpkePublicKey, follow: true, ...request };
  const envelope = await scene.programme.request(first, facts);
  clock.wall += 5 * MINUTE;
  const newest = await runnerAt({ seq: 2, reportedAt: start, ...move });
  const cameras = [{ cameraId: scene.door, ...channels }];
  hub.send(await scene.logged(envelope, [first, newest], cameras));
}

describe('a camera that a followed look reaches late, at a gateway that hears of it for the first time', () => {
  it('opens, sends pictures, and ends with the minutes of the request', async () => {
    await heardLate({}, {});
    await scene.outcome('opened');
    await scene.pictures(viewer, 1);
    expect(viewer.rejected).toBe(0);
    scene.world.clock.wall += 15 * MINUTE;
    expect((await scene.outcome('ended')).reasons).toContain('look-over');
  });

  it('goes dark again when the runner goes on', async () => {
    await heardLate({}, {});
    await scene.outcome('opened');
    scene.world.hub.send({ t: 'incident', envelope: await runnerAt({ seq: 3, position: AWAY }) });
    expect((await scene.outcome('ended')).reasons).toEqual(['too-far', 'too-far-for-owner']);
  });

  it('stays dark when the request does not follow', async () => {
    await heardLate({ follow: false }, {});
    expect((await scene.outcome('refused')).reasons).toEqual(['wrong-time']);
  });

  it('stays dark when dispatch moved the incident long ago', async () => {
    await heardLate({}, { issuedAt: scene.world.clock.now() + 2 * MINUTE });
    expect((await scene.outcome('refused')).reasons).toEqual(['wrong-time']);
  });

  it('stays dark when the first place had reached it already', async () => {
    await heardLate({}, { position: destination(TEST_POSITION, 90, 20) }, TEST_POSITION);
    expect((await scene.outcome('refused')).reasons).toEqual(['wrong-time']);
  });

  it('stays dark when the incident was closed', async () => {
    await heardLate({}, { status: 'closed' });
    expect((await scene.outcome('refused')).reasons).toEqual(['incident-closed']);
  });
});

describe('a gateway that takes part in a followed look', () => {
  let yard: CameraId;

  /** The door is near the first place, the yard near the second. */
  beforeEach(async () => {
    yard = await scene.world.addCamera(OWNER, 'yard');
    const terms = (cameraId: CameraId, position: typeof AWAY) =>
      cameraConsent({
        cameraId,
        gatewayId: GATEWAY_ID as GatewayId,
        pose: { ...cameraConsent().pose, position },
      });
    const { hub, clock } = scene.world;
    const cameras = [terms(scene.door, TEST_POSITION), terms(yard, AWAY)];
    const statement = consentStatement({ ownerId: OWNER, version: 2, cameras, issuedAt: clock.now() });
    const from = hub.messages.length;
    const envelope = await signed(statement, scene.owner.signer);
    scene.consentHash = await statementHash(envelope);
    hub.send({ t: 'consent', envelope });
    const { state } = await hub.message('consent-state', (m) => m.version === 2, from);
    // Made from afar, a wider consent waits for a day.
    expect(state).toBe('waiting');
    clock.wall += 25 * 60 * MINUTE;
  });

  async function movesToTheYard(between: () => Promise<void>): Promise<void> {
    const { clock, hub } = scene.world;
    const start = clock.now();
    const first = await runnerAt({});
    const { hpkePublicKey, channels } = viewer;
    const facts = { incidentId: RUNNER, issuedAt: start, hpkePublicKey, follow: true };
    const request = await scene.programme.request(first, facts);
    const look = async (cameraId: CameraId, ...incidents: Envelope[]) =>
      hub.send(await scene.logged(request, incidents, [{ cameraId, ...channels }]));
    await look(scene.door, first);
    await scene.outcome('opened', (s) => s.cameraId === scene.door);
    await between();
    clock.wall += 5 * MINUTE;
    await look(yard, first, await runnerAt({ seq: 2, reportedAt: start, position: AWAY }));
  }

  it('brings in its second camera late', async () => {
    await movesToTheYard(async () => undefined);
    expect((await scene.outcome('opened', (s) => s.cameraId === yard)).requestId).toHaveLength(32);
  });

  it('does not begin the look anew after a restart, when it no longer knows how it ended', async () => {
    await movesToTheYard(async () => {
      await scene.world.gateway.close();
      scene.world.hub.messages.length = 0;
      await scene.world.startGateway();
      await scene.world.hub.message('auth');
    });
    const refused = await scene.outcome('refused', (s) => s.cameraId === yard);
    expect(refused.reasons).toEqual(['wrong-time']);
  });

  it('brings in nothing more of a look that it was told has ended', async () => {
    await movesToTheYard(async () => {
      const { requestId } = await scene.outcome('opened', (s) => s.cameraId === scene.door);
      scene.world.hub.send({ t: 'look-end', requestId, cause: 'operator-end' });
    });
    const refused = await scene.outcome('refused', (s) => s.cameraId === yard);
    expect(refused.reasons).toEqual(['look-over']);
  });
});
