import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeHub } from '../../test/fake-hub.ts';
import { FakeViewer } from '../../test/fake-viewer.ts';
import { Scene } from '../../test/scene.ts';

let scene: Scene;
let viewer: FakeViewer;

beforeEach(async () => {
  scene = await Scene.open();
  viewer = await FakeViewer.create(1);
  scene.relayTo(viewer);
  scene.world.camera('door').show('sub', true);
});
afterEach(() => scene.close());

describe('a hub that is silent, gone or hostile', () => {
  it('ends every look when nothing was heard of it for four seconds, though the sockets stand', async () => {
    await scene.look(viewer);
    await scene.pictures(viewer, 1);
    const { hub } = scene.world;
    hub.beating = false;
    hub.acknowledging = false;
    const silentAt = performance.now();
    await hub.until(() => scene.world.events.some((e) => e.event === 'look-ended'), 'the end');
    const after = performance.now() - silentAt;
    expect(scene.world.events.find((e) => e.event === 'look-ended')?.fields['reasons']).toEqual([
      'hub-silent',
    ]);
    expect(after).toBeGreaterThan(3700);
    expect(after).toBeLessThan(4700);
    const sent = hub.media.length;
    scene.world.camera('door').show('sub', true);
    hub.beating = true;
    expect((await scene.outcome('ended')).reasons).toEqual(['hub-silent']);
    expect(hub.media.length).toBe(sent);
  });

  it('is dialled again after it was killed, and looks open again', async () => {
    const { hub } = scene.world;
    const { port } = hub;
    await scene.look(viewer);
    await hub.close();
    await hub.until(() => scene.world.events.some((e) => e.event === 'look-ended'), 'the end');
    const revived = await FakeHub.start(hub.root, port);
    revived.takeOver(hub);
    scene.world.hub = revived;
    await revived.message('auth', () => true, 0, 20_000);
    const again = await FakeViewer.create(1);
    scene.relayTo(again);
    await scene.look(again);
    await scene.pictures(again, 1);
  });

  it('that sends 100,000 random messages changes nothing: the look goes on, and a real message is still heard', async () => {
    const requestId = await scene.look(viewer);
    const { hub } = scene.world;
    const kinds = ['{', '"', '[]', '{"t":"look"}', '{"t":"trust","root":{}}', '{"t":"owner-stop"}'];
    for (let i = 0; i < 100_000; i++) {
      const noise = randomBytes(1 + (i % 64));
      hub.control?.send(
        i % 3 === 0 ? noise : i % 3 === 1 ? noise.toString('latin1') : (kinds[i % 6] as string),
      );
      if (i % 2000 === 0) await new Promise((next) => setImmediate(next));
    }
    expect(scene.world.events.some((e) => e.event === 'look-ended')).toBe(false);
    hub.send({ t: 'look-end', requestId, cause: 'operator-end' });
    expect((await scene.outcome('ended')).reasons).toEqual(['operator-end']);
    expect(hub.connections).toBe(1);
  });

  it('that takes no more pictures gets no more, and afterwards each stream goes on with a key unit', async () => {
    await scene.look(viewer);
    await scene.pictures(viewer, 1);
    const { hub, clock } = scene.world;
    const camera = scene.world.camera('door');
    hub.acknowledging = false;
    camera.show('sub', false);
    await scene.pictures(viewer, 2);
    clock.mono += 800;
    camera.show('sub', false);
    camera.show('sub', true);
    hub.acknowledging = true;
    await new Promise((later) => setTimeout(later, 600));
    camera.show('sub', false);
    camera.show('sub', true);
    camera.show('sub', false);
    await scene.pictures(viewer, 4);
    expect(viewer.pictures.map((p) => p.header.key)).toEqual([true, false, true, false]);
  });
});
