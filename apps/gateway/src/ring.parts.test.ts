import { afterEach, describe, expect, it } from 'vitest';
import { FakeViewer } from '../../../packages/gateway-core/test/fake-viewer.ts';
import { ACCOUNT, DOORBELL, OTHER, OWNER, PARTNER, RingWorld, YARD } from '../test/ring-world.ts';

let world: RingWorld;
afterEach(() => world.close());

const running = () => world.service.live.running;
const watched = async (cameraId: Parameters<RingWorld['look']>[1]): Promise<FakeViewer> => {
  const viewer = await FakeViewer.create(1);
  await world.look(viewer, cameraId);
  await world.hub.until(() => viewer.pictures.length >= 5, 'pictures', 20_000);
  return viewer;
};

describe('an owner’s Ring account', () => {
  it('is linked by what Ring’s redirect brings, and its devices become cameras as the owner chooses', async () => {
    world = await RingWorld.start();
    expect(await world.ring({ act: 'ring-begin' })).toMatchObject({ linked: false, devices: [] });
    const linked = await world.link();
    expect(linked.devices.map(({ name, cameraId, online }) => [name, cameraId, online])).toEqual([
      ['Front door', null, true],
      ['Yard', null, true],
    ]);
    const one = [{ deviceId: YARD.id, power: 'mains' as const }];
    const chosen = await world.ring({ act: 'ring-choose', devices: one });
    const { cameraId } = chosen.devices[1] ?? {};
    expect(cameraId).toMatch(/^cam-/);
    expect(world.stateOf(cameraId as never)).toMatchObject({ state: 'resting' });
    expect(running()).toEqual([]);
    const again = await world.ring({ act: 'ring-choose', devices: one });
    expect(again.devices[1]?.cameraId).toBe(cameraId);
    expect((await world.ring({ act: 'ring-choose', devices: [] })).devices[1]?.cameraId).toBeNull();
    await world.hub.until(() => world.stateOf(cameraId as never) === undefined, 'the camera to go');
  });

  it('goes to whoever brings the nonce, once, within ten minutes, and to no second owner', async () => {
    world = await RingWorld.start();
    const brought = await world.share();
    expect(await world.call({ act: 'ring-finish', ...brought, time: brought.time + 1 })).toMatchObject({
      kind: 'refused',
    });
    expect(await world.call({ act: 'ring-finish', nonce: 'A'.repeat(43), time: brought.time })).toMatchObject(
      {
        kind: 'refused',
      },
    );
    world.clock.wall = 601_000;
    expect(await world.call({ act: 'ring-finish', ...brought })).toMatchObject({ kind: 'refused' });
    world.clock.wall = 0;
    await world.ring({ act: 'ring-finish', ...brought });
    expect(await world.call({ act: 'ring-finish', ...brought })).toMatchObject({ kind: 'refused' });
    const second = await world.call({ act: 'ring-finish', ...(await world.share()) }, OTHER);
    expect(second).toMatchObject({ kind: 'refused', sentence: expect.stringContaining('another owner') });
    expect((await world.ring({ act: 'ring-begin' }, OTHER)).linked).toBe(false);
  });

  it('leaves no token readable on the disk, and outlives a restart by refresh tokens that are each used once', async () => {
    world = await RingWorld.start({ accessTokenS: 1 });
    await world.link();
    await world.ring({ act: 'ring-devices' });
    const first = await world.stateFile('ring.json');
    expect(first).toContain(ACCOUNT.id);
    expect(first).not.toContain(PARTNER.clientSecret);
    await world.stopGateway();
    await world.startGateway();
    world.clock.wall = 2_000;
    await world.hub
      .message('follow-log', () => true, world.hub.messages.length, 10_000)
      .catch(() => undefined);
    expect((await world.ring({ act: 'ring-devices' })).devices).toHaveLength(2);
    expect(await world.stateFile('ring.json')).not.toBe(first);
  });

  it('shows its camera live in a permitted look, also after a session broke off, and is asked for nothing after it', async () => {
    world = await RingWorld.start({ mainsMs: 60_000 });
    const cameraId = await world.linked(YARD);
    const viewer = await watched(cameraId);
    expect(viewer.pictures[0]?.header.key).toBe(true);
    expect(viewer.rejected).toBe(0);
    expect(world.stateOf(cameraId)).toMatchObject({ state: 'live' });
    const before = viewer.pictures.length;
    world.service.live.endWhere(() => true);
    await world.hub.until(() => viewer.pictures.length > before + 10, 'pictures of the next session', 20_000);
    world.gateway.stop(OWNER);
    await world.hub.until(() => running().length === 0, 'the end of the session');
    expect(world.stateOf(cameraId)).toMatchObject({ state: 'resting' });
  });

  it('ends looks at once when the owner unlinks: tokens gone, cameras gone', async () => {
    world = await RingWorld.start();
    const cameraId = await world.linked(YARD);
    const viewer = await watched(cameraId);
    expect(await world.ring({ act: 'ring-unlink' })).toMatchObject({ linked: false, devices: [] });
    const count = viewer.pictures.length;
    expect(world.stateOf(cameraId)).toBeUndefined();
    await world.hub.until(() => running().length === 0, 'the end of the session');
    await new Promise((later) => setTimeout(later, 500));
    expect(viewer.pictures).toHaveLength(count);
    expect(await world.stateFile('ring.json')).not.toContain(ACCOUNT.id);
  });

  it('ends looks at once when Ring says that the app was removed, and tells the owner', async () => {
    world = await RingWorld.start();
    const cameraId = await world.linked(YARD);
    const viewer = await watched(cameraId);
    await world.service.remove(ACCOUNT.id);
    const count = viewer.pictures.length;
    expect(world.service.webhooks.statuses.at(-1)).toBe(200);
    await world.hub.until(() => world.stateOf(cameraId)?.state === 'refused', 'the word to the owner');
    expect(world.stateOf(cameraId)?.detail).toContain('link to Ring has ended');
    await new Promise((later) => setTimeout(later, 500));
    expect(viewer.pictures.length).toBeLessThanOrEqual(count + 1);
    expect((await world.ring({ act: 'ring-begin' })).linked).toBe(false);
    const relinked = await world.link();
    expect(relinked.devices.find(({ deviceId }) => deviceId === YARD.id)?.cameraId).toBe(cameraId);
    await world.hub.until(() => world.stateOf(cameraId)?.state === 'resting', 'the camera to be back');
  });

  it('ends a link that Ring refuses to renew, and removes a device that is no longer shared', async () => {
    world = await RingWorld.start({ accessTokenS: 1 });
    const cameraId = await world.linked(DOORBELL);
    await world.service.unshare(ACCOUNT.id, DOORBELL.id);
    await world.hub.until(() => world.stateOf(cameraId) === undefined, 'the camera to go');
    world.service.register({ tokenExchangeUrl: '', webhookUrl: 'http://127.0.0.1:9/', accountLinkUrl: '' });
    void world.service.remove(ACCOUNT.id);
    world.clock.wall = 2_000;
    expect(await world.call({ act: 'ring-devices' })).toMatchObject({
      kind: 'refused',
      sentence: expect.stringContaining('ended'),
    });
    expect((await world.ring({ act: 'ring-begin' })).linked).toBe(false);
  });

  it('tells the owner how long Ring asks to wait', async () => {
    world = await RingWorld.start({ requestsPerSecond: 5 });
    await world.link();
    await new Promise((later) => setTimeout(later, 1100));
    const asked = await Promise.all(Array.from({ length: 8 }, () => world.call({ act: 'ring-devices' })));
    expect(
      asked.some((reply) => reply.kind === 'refused' && reply.sentence.includes('asks to wait 1 s')),
    ).toBe(true);
    expect(asked.some((reply) => reply.kind === 'ring')).toBe(true);
  });

  it('takes webhooks that are signed, and nothing from anybody else', async () => {
    world = await RingWorld.start();
    await world.link();
    const post = (path: string, body: string, headers: Record<string, string> = {}) =>
      fetch(`${world.doorUrl}${path}`, { method: 'POST', body, headers }).then(({ status }) => status);
    const event = JSON.stringify({
      meta: { request_id: 'r', account_id: ACCOUNT.id },
      data: { type: 'app_integration_removed', attributes: { source: ACCOUNT.id } },
    });
    expect(await post('/ring/webhook', event)).toBe(401);
    expect(await post('/ring/webhook', event, { 'x-signature': `sha256=${'0'.repeat(64)}` })).toBe(401);
    expect(await post('/ring/webhook', 'x'.repeat(20_000))).toBe(413);
    expect(await post('/ring/token', 'code=guessed')).toBe(503);
    expect(await post('/ring/token', 'nothing=here')).toBe(400);
    expect(await post('/ring/devices', '')).toBe(404);
    expect((await world.ring({ act: 'ring-begin' })).linked).toBe(true);
  });
});
