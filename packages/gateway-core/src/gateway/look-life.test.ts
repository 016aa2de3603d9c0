import type { HubToGateway } from '@porchlight/contract';
import type { CameraId, GatewayId, OwnerId, RequestId } from '@porchlight/domain';
import {
  type CameraConsent,
  type Envelope,
  type IncidentStatement,
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
  rosterStatement,
  signed,
  TEST_NOW,
  type TestProgramme,
  type TestSigner,
} from '@porchlight/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GATEWAY_ID } from '../../test/fake-hub.ts';
import { FakeViewer } from '../../test/fake-viewer.ts';
import { GatewayWorld } from '../../test/gateway-world.ts';

const OWNER = 'owner-1';

let programme: TestProgramme;
let owner: TestSigner;
let world: GatewayWorld;
let door: CameraId;
let incident: Envelope;

beforeEach(async () => {
  programme = await makeProgramme();
  owner = await makeSigner('passkey', false);
  world = await GatewayWorld.start(programme.envelopes, TEST_NOW);
  await world.enrol({ ownerId: OWNER, keys: [owner.key] });
  door = await world.addCamera(OWNER, 'door');
  await agree(1);
  incident = await programme.incident();
});

afterEach(() => world.close());

const terms = (cameraId: CameraId, changes: Partial<CameraConsent> = {}): CameraConsent =>
  cameraConsent({ cameraId, gatewayId: GATEWAY_ID as GatewayId, ...changes });

/** The owner signs for the camera at the door, and the gateway says what it made of it. */
async function agree(version: number, changes: Partial<CameraConsent> = {}): Promise<string> {
  const statement = consentStatement({
    ownerId: OWNER as OwnerId,
    version,
    cameras: [terms(door, changes)],
    issuedAt: world.clock.now(),
  });
  const from = world.hub.messages.length;
  world.hub.send({ t: 'consent', envelope: await signed(statement, owner.signer) });
  return (await world.hub.message('consent-state', (m) => m.version === version, from)).state;
}

type Ask = Partial<RequestStatement>;

async function lookMessage(
  viewer: FakeViewer,
  changes: Ask = {},
): Promise<Extract<HubToGateway, { t: 'look' }>> {
  const hpkePublicKey = viewer.hpkePublicKey;
  const request = await programme.request(incident, {
    hpkePublicKey,
    issuedAt: world.clock.now(),
    ...changes,
  });
  return { t: 'look', request, incidents: [incident], cameras: [{ cameraId: door, ...viewer.channels }] };
}

const listen = (...viewers: FakeViewer[]): void => {
  world.hub.onMedia = (bytes) => {
    for (const viewer of viewers) viewer.receive(bytes);
  };
};

async function outcome(
  result: OutcomeStatement['result'],
  matches: (statement: OutcomeStatement) => boolean = () => true,
): Promise<OutcomeStatement> {
  const statements: OutcomeStatement[] = [];
  let read = 0;
  for (;;) {
    const found = statements.find((s) => s.result === result && matches(s));
    if (found) return found;
    const from = read;
    const message = await world.hub.message('outcome', () => true, from);
    read = world.hub.messages.indexOf(message, from) + 1;
    statements.push(must(await readStatement('outcome', message.envelope)).statement);
  }
}

/** Opens a look at the door; resolves when the gateway says so. */
async function open(viewer: FakeViewer, changes: Ask = {}): Promise<RequestId> {
  const message = await lookMessage(viewer, changes);
  const { requestId } = must(await readStatement('request', message.request)).statement;
  world.hub.send(message);
  await outcome('opened', (s) => s.requestId === requestId);
  return requestId;
}

/** Shows one more unit and waits until the viewer has seen `count` pictures. */
async function pictures(viewer: FakeViewer, count: number): Promise<void> {
  await world.hub.until(() => viewer.pictures.length >= count, `${count} pictures`);
}

describe('a look from its request to its end', () => {
  it('sends the newest group of pictures under the viewer’s own key, then live ones, and each opens to the very bytes', async () => {
    const viewer = await FakeViewer.create(1);
    listen(viewer);
    const camera = world.camera('door');
    camera.show('sub', true);
    camera.show('sub', false);
    await open(viewer);
    await pictures(viewer, 2);
    camera.show('sub', false);
    camera.show('sub', true);
    await pictures(viewer, 4);
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
    listen(first, second);
    const camera = world.camera('door');
    camera.show('sub', true);
    const look = await open(first);
    camera.show('sub', false);
    await pictures(first, 2);
    await open(second);
    await pictures(second, 2);
    camera.show('sub', false);
    await Promise.all([pictures(first, 3), pictures(second, 3)]);
    world.hub.send({ t: 'look-end', requestId: look });
    await outcome('ended', (s) => s.requestId === look);
    camera.show('sub', true);
    await pictures(second, 4);
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
    listen(viewer);
    const camera = world.camera('door');
    camera.show('sub', true);
    const requestId = await open(viewer);
    world.hub.send({ t: 'want', requestId, cameraId: door, main: true, sub: false });
    await world.hub.until(() => camera.listeners('main') === 1, 'the main stream');
    camera.show('main', true);
    await world.hub.until(() => viewer.pictures.some((p) => p.header.stream === 'main'), 'main');
    expect(viewer.pictures.find((p) => p.header.stream === 'main')?.header.key).toBe(true);
    world.hub.send({ t: 'want', requestId, cameraId: door, main: false, sub: false });
    await world.hub.until(() => camera.listeners('main') + camera.listeners('sub') === 0, 'quiet');
  });

  it('refuses a request that was used before, also after a restart', async () => {
    const viewer = await FakeViewer.create(1);
    const message = await lookMessage(viewer);
    world.hub.send(message);
    await outcome('opened');
    world.hub.send(message);
    expect((await outcome('refused')).reasons).toEqual(['replay']);
    await world.gateway.close();
    world.hub.messages.length = 0;
    await world.startGateway();
    await world.hub.message('auth');
    world.hub.send(message);
    expect((await outcome('refused')).reasons).toEqual(['replay']);
  });

  it('answers lapsed after it died during a look, and its key ids rise', async () => {
    const viewer = await FakeViewer.create(1);
    listen(viewer);
    world.camera('door').show('sub', true);
    const requestId = await open(viewer);
    await pictures(viewer, 1);
    const before = Math.max(...viewer.epochs.map((e) => e.kid));
    world.hub.control?.terminate();
    await world.files.close();
    world.hub.messages.length = 0;
    const dead = world.gateway;
    await world.startGateway();
    expect((await outcome('lapsed')).requestId).toBe(requestId);
    const again = await FakeViewer.create(1);
    listen(again);
    await open(again);
    await pictures(again, 1);
    expect(Math.min(...again.epochs.map((e) => e.kid))).toBeGreaterThan(before);
    await dead.close();
  });

  it('refuses by name when its clock and the request’s are ten minutes apart', async () => {
    const viewer = await FakeViewer.create(1);
    world.hub.send(await lookMessage(viewer, { issuedAt: world.clock.now() - 600_000 }));
    expect((await outcome('refused')).reasons).toEqual(['wrong-time']);
  });
});

describe('what ends a look', () => {
  let viewer: FakeViewer;
  let requestId: RequestId;

  beforeEach(async () => {
    viewer = await FakeViewer.create(1);
    listen(viewer);
    world.camera('door').show('sub', true);
    requestId = await open(viewer, { follow: true });
    await pictures(viewer, 1);
  });

  /** The end with its reasons; afterwards the camera goes on and no picture leaves. */
  async function ended(): Promise<readonly string[]> {
    const { reasons } = await outcome('ended', (s) => s.requestId === requestId);
    const sent = world.hub.media.length;
    world.camera('door').show('sub', true);
    world.camera('door').show('sub', false);
    world.hub.send({ t: 'incident', envelope: incident });
    expect(await agree(90, { tier: 'registry' })).toBe('in-force');
    expect(world.hub.media.length).toBe(sent);
    return reasons;
  }

  const moved = (changes: Partial<IncidentStatement>): Promise<Envelope> =>
    programme.incident({ seq: 2, issuedAt: world.clock.now(), ...changes });

  it('the owner stops it', async () => {
    world.hub.send({ t: 'owner-stop', ownerId: OWNER as OwnerId, cameraIds: [door] });
    expect(await ended()).toEqual(['owner-stop']);
  });

  it('the owner stops it on the local page', async () => {
    world.gateway.stop(null);
    expect(await ended()).toEqual(['owner-stop']);
    expect(await world.hub.message('local-act')).toMatchObject({ act: 'stop', cameraIds: [door] });
  });

  it('the owner pauses', async () => {
    world.hub.send({ t: 'owner-pause', ownerId: OWNER as OwnerId, cameraIds: [door], until: null });
    expect(await ended()).toEqual(['camera-paused']);
  });

  it('the owner withdraws', async () => {
    world.hub.send({ t: 'owner-withdraw', ownerId: OWNER as OwnerId, cameraIds: [door], version: 1 });
    expect(await ended()).toEqual(['no-consent']);
  });

  it('the owner narrows the terms', async () => {
    expect(await agree(2, { classes: ['robbery'] })).toBe('in-force');
    expect(await ended()).toContain('class-not-consented');
  });

  it('dispatch closes the incident', async () => {
    world.hub.send({ t: 'incident', envelope: await moved({ status: 'closed' }) });
    expect(await ended()).toContain('incident-closed');
  });

  it('the operator ends it', async () => {
    world.hub.send({ t: 'look-end', requestId });
    expect(await ended()).toEqual(['operator-end']);
  });

  it('a clerk pauses the programme', async () => {
    const pause = await programme.pause('paused', 1, [programme.clerks[0]]);
    world.hub.send(world.trustMessage({ pause }));
    expect(await ended()).toContain('programme-paused');
  });

  it('a clerk strikes the operator off', async () => {
    const people = programme.trust.roster?.statement.people.filter((p) => p.id !== 'operator-1') ?? [];
    const previous = programme.trust.roster?.hash ?? null;
    const roster = rosterStatement(people, { epoch: 2, previous });
    world.hub.send(world.trustMessage({ rosters: [await signed(roster, programme.clerks[0].signer)] }));
    expect(await ended()).toContain('operator-unknown');
  });

  it('the minutes are over on its own monotonic clock, whatever the wall clock says', async () => {
    world.clock.mono += 20 * 60_000;
    expect(await ended()).toEqual(['time-over']);
  });

  it('the signed end has passed', async () => {
    world.clock.wall += 20 * 60_000;
    expect(await ended()).toContain('look-over');
  });

  it('the programme has ended', async () => {
    const { programme: held } = programme.trust;
    const statement = { ...held?.statement, kind: 'programme', version: 2, endsAt: world.clock.now() + 200 };
    const envelope = await signed(statement, programme.policyService.signer);
    world.hub.send(world.trustMessage({ programme: envelope }));
    expect(await ended()).toContain('programme-over');
  });

  it('the hub hangs up', async () => {
    world.hub.control?.terminate();
    expect(await ended()).toEqual(['hub-lost']);
  });
});
