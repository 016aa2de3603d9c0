import type { RequestId } from '@porchlight/domain';
import type { Envelope, IncidentStatement } from '@porchlight/statements';
import { rosterStatement, signed } from '@porchlight/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeViewer } from '../../test/fake-viewer.ts';
import { OWNER, Scene } from '../../test/scene.ts';

let scene: Scene;

beforeEach(async () => {
  scene = await Scene.open();
});

afterEach(() => scene.close());

describe('a look from its request to its end', () => {
  it('sends the newest group of pictures under the viewer’s own key, then live ones, and each opens to the very bytes', async () => {
    const viewer = await FakeViewer.create(1);
    scene.relayTo(viewer);
    const camera = scene.world.camera('door');
    camera.show('sub', true);
    camera.show('sub', false);
    await scene.look(viewer);
    await scene.pictures(viewer, 2);
    camera.show('sub', false);
    camera.show('sub', true);
    await scene.pictures(viewer, 4);
    expect(viewer.rejected).toBe(0);
    expect(viewer.pictures.map(({ data }) => [...data])).toEqual(camera.sent.map(({ data }) => [...data]));
    expect(viewer.pictures.map(({ header }) => [header.channel, header.catchUp, header.key])).toEqual([
      [1, true, true],
      [1, true, false],
      [102, false, false],
      [102, false, true],
    ]);
    expect(camera.listeners('main')).toBe(0);
  });

  it('makes a new key whenever a viewer joins or leaves, and who left can open nothing more', async () => {
    const [first, second] = [await FakeViewer.create(1), await FakeViewer.create(2)];
    scene.relayTo(first, second);
    const camera = scene.world.camera('door');
    camera.show('sub', true);
    const look = await scene.look(first);
    camera.show('sub', false);
    await scene.pictures(first, 2);
    await scene.look(second);
    await scene.pictures(second, 2);
    camera.show('sub', false);
    await Promise.all([scene.pictures(first, 3), scene.pictures(second, 3)]);
    scene.world.hub.send({ t: 'look-end', requestId: look, cause: 'operator-end' });
    await scene.outcome('ended', (s) => s.requestId === look);
    camera.show('sub', true);
    await scene.pictures(second, 4);
    const shared = [first, second].map((v) => v.epochs.filter((e) => e.channel === 102));
    expect(shared.map((epochs) => epochs.map((e) => e.bindings.length))).toEqual([
      [1, 2],
      [2, 1],
    ]);
    const kids = [...first.epochs, ...second.epochs].map((e) => e.kid);
    expect(new Set(kids).size).toBe(kids.length - 1);
    expect(first.pictures).toHaveLength(3);
    // Each was relayed one frame of the shared channel that it has no key for: before it came, after it left.
    expect([first.rejected, second.rejected]).toEqual([1, 1]);
  });

  it('shows the main stream only while the viewer wants it, and starts each with a key unit', async () => {
    const viewer = await FakeViewer.create(1);
    scene.relayTo(viewer);
    const camera = scene.world.camera('door');
    camera.show('sub', true);
    const requestId = await scene.look(viewer);
    scene.world.hub.send({ t: 'want', requestId, cameraId: scene.door, main: true, sub: false });
    await scene.world.hub.until(() => camera.listeners('main') === 1, 'the main stream');
    camera.show('main', true);
    await scene.world.hub.until(() => viewer.pictures.some((p) => p.header.stream === 'main'), 'main');
    expect(viewer.pictures.find((p) => p.header.stream === 'main')?.header.key).toBe(true);
    scene.world.hub.send({ t: 'want', requestId, cameraId: scene.door, main: false, sub: false });
    await scene.world.hub.until(() => camera.listeners('main') + camera.listeners('sub') === 0, 'quiet');
  });

  it('refuses a request that was used before, also after a restart', async () => {
    const viewer = await FakeViewer.create(1);
    const message = await scene.lookMessage(viewer);
    scene.world.hub.send(message);
    await scene.outcome('opened');
    scene.world.hub.send(message);
    expect((await scene.outcome('refused')).reasons).toEqual(['replay']);
    await scene.world.gateway.close();
    scene.world.hub.messages.length = 0;
    await scene.world.startGateway();
    await scene.world.hub.message('auth');
    scene.world.hub.send(message);
    expect((await scene.outcome('refused')).reasons).toEqual(['replay']);
  });

  it('answers lapsed after it died during a look, and its key ids rise', async () => {
    const viewer = await FakeViewer.create(1);
    scene.relayTo(viewer);
    scene.world.camera('door').show('sub', true);
    const requestId = await scene.look(viewer);
    await scene.pictures(viewer, 1);
    const before = Math.max(...viewer.epochs.map((e) => e.kid));
    scene.world.hub.control?.terminate();
    await scene.world.files.close();
    scene.world.hub.messages.length = 0;
    const dead = scene.world.gateway;
    await scene.world.startGateway();
    expect((await scene.outcome('lapsed')).requestId).toBe(requestId);
    const again = await FakeViewer.create(1);
    scene.relayTo(again);
    await scene.look(again);
    await scene.pictures(again, 1);
    expect(Math.min(...again.epochs.map((e) => e.kid))).toBeGreaterThan(before);
    await dead.close();
  });

  it('refuses by name when its clock and the request’s are ten minutes apart', async () => {
    const viewer = await FakeViewer.create(1);
    scene.world.hub.send(await scene.lookMessage(viewer, { issuedAt: scene.world.clock.now() - 600_000 }));
    expect((await scene.outcome('refused')).reasons).toEqual(['wrong-time']);
  });
});

describe('what ends a look', () => {
  let viewer: FakeViewer;
  let requestId: RequestId;

  beforeEach(async () => {
    viewer = await FakeViewer.create(1);
    scene.relayTo(viewer);
    scene.world.camera('door').show('sub', true);
    requestId = await scene.look(viewer, { follow: true });
    await scene.pictures(viewer, 1);
  });

  /** The end with its reasons; afterwards the camera goes on and no picture leaves. */
  async function ended(): Promise<readonly string[]> {
    const { reasons } = await scene.outcome('ended', (s) => s.requestId === requestId);
    const sent = scene.world.hub.media.length;
    scene.world.camera('door').show('sub', true);
    scene.world.camera('door').show('sub', false);
    scene.world.hub.send({ t: 'incident', envelope: scene.incident });
    expect(await scene.agree(90, { tier: 'registry' })).toBe('in-force');
    expect(scene.world.hub.media.length).toBe(sent);
    return reasons;
  }

  const moved = (changes: Partial<IncidentStatement>): Promise<Envelope> =>
    scene.programme.incident({ seq: 2, issuedAt: scene.world.clock.now(), ...changes });

  it('the owner stops it', async () => {
    scene.world.hub.send({ t: 'owner-stop', ownerId: OWNER, cameraIds: [scene.door] });
    expect(await ended()).toEqual(['owner-stop']);
  });

  it('the owner stops it on the local page', async () => {
    scene.world.gateway.stop(null);
    expect(await ended()).toEqual(['owner-stop']);
    expect(await scene.world.hub.message('local-act')).toMatchObject({
      act: 'stop',
      cameraIds: [scene.door],
    });
  });

  it('the owner pauses', async () => {
    scene.world.hub.send({ t: 'owner-pause', ownerId: OWNER, cameraIds: [scene.door], until: null });
    expect(await ended()).toEqual(['camera-paused']);
  });

  it('the owner withdraws', async () => {
    scene.world.hub.send({ t: 'owner-withdraw', ownerId: OWNER, cameraIds: [scene.door], version: 1 });
    expect(await ended()).toEqual(['no-consent']);
  });

  it('the owner narrows the terms', async () => {
    expect(await scene.agree(2, { classes: ['robbery'] })).toBe('in-force');
    expect(await ended()).toContain('class-not-consented');
  });

  it('dispatch closes the incident', async () => {
    scene.world.hub.send({ t: 'incident', envelope: await moved({ status: 'closed' }) });
    expect(await ended()).toContain('incident-closed');
  });

  it('the operator ends it', async () => {
    scene.world.hub.send({ t: 'look-end', requestId, cause: 'operator-end' });
    expect(await ended()).toEqual(['operator-end']);
  });

  it('the hub ends it for a cause of its own, which the signed outcome carries', async () => {
    scene.world.hub.send({ t: 'look-end', requestId, cause: 'incident-closed' });
    expect(await ended()).toEqual(['incident-closed']);
  });

  it('a clerk pauses the programme', async () => {
    const pause = await scene.programme.pause('paused', 1, [scene.programme.clerks[0]]);
    scene.world.hub.send(scene.world.trustMessage({ pause }));
    expect(await ended()).toContain('programme-paused');
  });

  it('a clerk strikes the operator off', async () => {
    const people = scene.programme.trust.roster?.statement.people.filter((p) => p.id !== 'operator-1') ?? [];
    const previous = scene.programme.trust.roster?.hash ?? null;
    const roster = rosterStatement(people, { epoch: 2, previous });
    scene.world.hub.send(
      scene.world.trustMessage({ rosters: [await signed(roster, scene.programme.clerks[0].signer)] }),
    );
    expect(await ended()).toContain('operator-unknown');
  });

  it('the minutes are over on its own monotonic clock, whatever the wall clock says', async () => {
    scene.world.clock.mono += 20 * 60_000;
    expect(await ended()).toEqual(['time-over']);
  });

  it('the signed end has passed', async () => {
    scene.world.clock.wall += 20 * 60_000;
    expect(await ended()).toContain('look-over');
  });

  it('the programme has ended', async () => {
    const { programme: held } = scene.programme.trust;
    const statement = {
      ...held?.statement,
      kind: 'programme',
      version: 2,
      endsAt: scene.world.clock.now() + 200,
    };
    const envelope = await signed(statement, scene.programme.policyService.signer);
    scene.world.hub.send(scene.world.trustMessage({ programme: envelope }));
    expect(await ended()).toContain('programme-over');
  });

  it('the hub hangs up', async () => {
    scene.world.hub.control?.terminate();
    expect(await ended()).toEqual(['hub-lost']);
  });
});
