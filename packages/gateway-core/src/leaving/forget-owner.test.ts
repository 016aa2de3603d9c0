import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OwnerId } from '@porchlight/domain';
import { makeSigner } from '@porchlight/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeViewer } from '../../test/fake-viewer.ts';
import { OWNER, Scene } from '../../test/scene.ts';

let scene: Scene;
beforeEach(async () => {
  scene = await Scene.open();
});
afterEach(() => scene.close());

async function folder(): Promise<string> {
  const names = await readdir(scene.world.dir);
  const texts = await Promise.all(names.map((name) => readFile(join(scene.world.dir, name), 'latin1')));
  return [...names, ...texts].join('\n');
}

describe('an owner who leaves a box', () => {
  it('ends the look that runs, and leaves nothing in any file; a neighbour on the same box keeps everything', async () => {
    const { world, door } = scene;
    const neighbour = await makeSigner('passkey', false);
    const code = await world.hub.makeCode('owner-2', [neighbour.key]);
    await world.gateway.enrol(code, 'Box');
    const shed = await world.addCamera('owner-2', 'shed');
    const viewer = await FakeViewer.create(1);
    scene.relayTo(viewer);
    world.camera('door').show('sub', true);
    await scene.look(viewer);
    await scene.pictures(viewer, 1);
    expect(await folder()).toContain(door);
    world.hub.send({ t: 'owner-release', ownerId: OWNER });
    expect((await scene.outcome('ended')).reasons).toEqual(['owner-left']);
    await world.hub.message('released', (m) => m.ownerId === OWNER);
    const left = await folder();
    for (const text of [OWNER, door, '192.0.2.1/door', scene.owner.key.raw, scene.consentHash])
      expect(left).not.toContain(text);
    expect(left).toContain(shed);
    expect(left).toContain('owner-2');
    const view = await world.gateway.view();
    expect(view.owners.map((owner) => owner.ownerId)).toEqual(['owner-2']);
    expect(view.journal).toEqual([]);
    expect(world.camera('door').listeners('sub')).toBe(0);
  });

  it('is answered again when told again, also by a gateway that was started since', async () => {
    const { world } = scene;
    world.hub.send({ t: 'owner-release', ownerId: OWNER });
    await world.hub.message('released');
    await world.gateway.close();
    const from = world.hub.messages.length;
    await world.startGateway();
    await world.hub.message('cameras', () => true, from);
    world.hub.send({ t: 'owner-release', ownerId: OWNER });
    await world.hub.message('released', () => true, from);
    world.hub.send({ t: 'owner-release', ownerId: 'owner-9' as OwnerId });
    await world.hub.message('released', (m) => m.ownerId === 'owner-9', from);
    expect((await world.gateway.view()).owners).toEqual([]);
  });

  it('comes back with a new code, and nothing of before holds', async () => {
    const { world } = scene;
    world.hub.send({ t: 'owner-release', ownerId: OWNER });
    await world.hub.message('released');
    const code = await world.hub.makeCode(OWNER, [scene.owner.key]);
    expect(await world.gateway.enrol(code, 'Box')).toMatchObject({ kind: 'enrolled' });
    const door = await world.addCamera(OWNER, 'door');
    expect(door).not.toBe(scene.door);
    const camera = (await world.gateway.view()).owners[0]?.cameras[0];
    expect(camera?.terms).toMatchObject({ inForce: null, waiting: null });
  });
});
