import type { GatewayId, OwnerId } from '@porchlight/domain';
import { rootFingerprint } from '@porchlight/statements';
import {
  cameraConsent,
  consentStatement,
  makeProgramme,
  makeSigner,
  signed,
  TEST_NOW,
  type TestProgramme,
} from '@porchlight/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GATEWAY_ID } from '../../test/fake-hub.ts';
import { GatewayWorld } from '../../test/gateway-world.ts';

let programme: TestProgramme;
let world: GatewayWorld;

beforeEach(async () => {
  programme = await makeProgramme();
  world = await GatewayWorld.start(programme.envelopes, TEST_NOW);
});
afterEach(() => world.close());

async function owner(ownerId: string) {
  const { key, signer } = await makeSigner('passkey', false);
  return { ownerId, keys: [key], signer };
}

describe('enrolment by the owner’s one-time code', () => {
  it('pins the root and tells its fingerprint', async () => {
    const one = await owner('owner-1');
    const code = (await world.hub.makeCode(one.ownerId, one.keys)).toLowerCase().replaceAll('-', ' ');
    const enrolled = await world.gateway.enrol(code, 'Box');
    expect(enrolled).toMatchObject({
      kind: 'enrolled',
      gatewayId: GATEWAY_ID,
      ownerId: 'owner-1',
      rootFingerprint: await rootFingerprint(programme.trust.root),
    });
  });

  it('catches a hub that puts another key in place of the owner’s', async () => {
    const [one, thief] = [await owner('owner-1'), await owner('owner-1')];
    const code = await world.hub.makeCode(one.ownerId, one.keys);
    world.hub.forgeOwnerKeys(thief.keys);
    expect(await world.gateway.enrol(code, 'Box')).toMatchObject({ code: 'owner-not-authentic' });
    expect((await world.gateway.view()).owners).toEqual([]);
  });

  it('refuses another root later, and owners of a hub that shows one', async () => {
    await world.enrol(await owner('owner-1'));
    world.hub.root = (await makeProgramme()).envelopes.root;
    const two = await owner('owner-2');
    const code = await world.hub.makeCode(two.ownerId, two.keys);
    expect(await world.gateway.enrol(code, 'Box')).toMatchObject({ code: 'other-root' });
    expect((await world.gateway.view()).owners).toHaveLength(1);
  });

  it('refuses a code that was used, a text that is none, and keys that people may not hold', async () => {
    const one = await owner('owner-1');
    const code = await world.hub.makeCode(one.ownerId, one.keys);
    await world.gateway.enrol(code, 'Box');
    expect(await world.gateway.enrol(code, 'Box')).toMatchObject({ code: 'code-refused' });
    expect(await world.gateway.enrol('1234', 'Box')).toMatchObject({ code: 'code-malformed' });
    const { key } = await makeSigner('software');
    const soft = await world.hub.makeCode('owner-2', [key]);
    expect(await world.gateway.enrol(soft, 'Box')).toMatchObject({ code: 'hub-answer' });
  });

  it('says so when the hub cannot be reached', async () => {
    const one = await owner('owner-1');
    const code = await world.hub.makeCode(one.ownerId, one.keys);
    await world.hub.close();
    expect(await world.gateway.enrol(code, 'Box')).toMatchObject({ code: 'hub-unreachable' });
  });
});

describe('several owners on one gateway', () => {
  it('a consent opens the cameras of its own owner and of nobody else', async () => {
    const [one, two] = [await owner('owner-1'), await owner('owner-2')];
    await world.enrol(one);
    await world.enrol(two);
    const camera = await world.addCamera('owner-1', 'door');
    const consent = (ownerId: string) =>
      consentStatement({
        ownerId: ownerId as OwnerId,
        cameras: [cameraConsent({ cameraId: camera, gatewayId: GATEWAY_ID as GatewayId })],
      });
    world.hub.send({ t: 'consent', envelope: await signed(consent('owner-2'), two.signer) });
    expect(await world.hub.message('consent-state', (m) => m.ownerId === 'owner-2')).toMatchObject({
      state: 'refused',
      detail: expect.stringContaining('no such camera'),
    });
    world.hub.send({ t: 'consent', envelope: await signed(consent('owner-1'), two.signer) });
    expect(await world.hub.message('consent-state', (m) => m.ownerId === 'owner-1')).toMatchObject({
      state: 'refused',
      detail: expect.stringContaining('not signed by a key of its owner'),
    });
    const [, held] = (await world.gateway.view()).owners;
    expect(held?.cameras).toEqual([]);
  });

  it('a stop of one owner leaves the others’ cameras alone', async () => {
    const [one, two] = [await owner('owner-1'), await owner('owner-2')];
    await world.enrol(one);
    await world.enrol(two);
    const camera = await world.addCamera('owner-1', 'door');
    const pause = { until: null, cameraIds: [camera] };
    world.hub.send({ t: 'owner-pause', ownerId: 'owner-2' as OwnerId, ...pause });
    world.hub.send({ t: 'owner-pause', ownerId: 'owner-3' as OwnerId, ...pause });
    await world.hub.until(() => world.events.filter((e) => e.event === 'owner-act').length === 2, 'acts');
    const cameras = (await world.gateway.view()).owners.flatMap((o) => o.cameras);
    expect(cameras.map((c) => c.terms.pause)).toEqual([null]);
  });
});

describe('a widening made from afar', () => {
  it('waits a day, or until the owner confirms it on the local page', async () => {
    const one = await owner('owner-1');
    await world.enrol(one);
    const camera = await world.addCamera('owner-1', 'door');
    const agree = async (version: number, radiusM: number) => {
      const terms = cameraConsent({ cameraId: camera, gatewayId: GATEWAY_ID as GatewayId, radiusM });
      const statement = consentStatement({ version, cameras: [terms] });
      world.hub.send({ t: 'consent', envelope: await signed(statement, one.signer) });
      return world.hub.message('consent-state', (m) => m.version === version);
    };
    expect(await agree(1, 100)).toMatchObject({ state: 'in-force' });
    const waiting = await agree(2, 200);
    expect(waiting.state).toBe('waiting');
    expect(waiting.effectiveAt - world.clock.now()).toBeGreaterThan(23 * 3600_000);
    const radius = async () =>
      (await world.gateway.view()).owners[0]?.cameras[0]?.terms.inForce?.terms.radiusM;
    expect(await radius()).toBe(100);
    const from = world.hub.messages.length;
    await world.gateway.confirmTerms(camera);
    expect(await world.hub.message('consent-state', (m) => m.version === 2, from)).toMatchObject({
      state: 'in-force',
    });
    expect(await radius()).toBe(200);
  });
});
