import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeViewer } from '../../test/fake-viewer.ts';
import { OWNER, Scene } from '../../test/scene.ts';
import { StateError } from '../state/state-error.ts';
import type { StateFiles } from '../state/state-files.ts';

let scene: Scene;
let failing: boolean;

/** A disk that takes no more writes while `failing`. */
function faulty(files: StateFiles): StateFiles {
  let fault: StateError | undefined;
  const write =
    (act: (name: string, bytes: Uint8Array) => Promise<void>) =>
    async (name: string, bytes: Uint8Array): Promise<void> => {
      if (!failing) return act(name, bytes);
      fault ??= new StateError('state-unwritable', `The state file ${name} cannot be written.`);
      throw fault;
    };
  return {
    read: files.read,
    list: files.list,
    close: files.close,
    replace: write(files.replace),
    append: write(files.append),
    remove: files.remove,
    takesWrites: async () => !failing,
    get fault() {
      return fault;
    },
  };
}

beforeEach(async () => {
  failing = false;
  scene = await Scene.open();
  await scene.world.gateway.close();
  scene.world.hub.messages.length = 0;
  await scene.world.startGateway(faulty);
  await scene.world.hub.message('cameras');
});
afterEach(() => scene.close());

describe('a disk that takes no more writes', () => {
  it('opens no look: the nonce must be on it before the first picture', async () => {
    const viewer = await FakeViewer.create(1);
    scene.relayTo(viewer);
    scene.world.camera('door').show('sub', true);
    failing = true;
    scene.world.hub.send(await scene.lookMessage(viewer));
    expect((await scene.outcome('refused')).reasons).toEqual(['state-unwritable']);
    expect(scene.world.hub.media).toEqual([]);
    expect((await scene.world.gateway.view()).fault).toContain('cannot be written');
  });

  it('does not keep a pause from holding, and ends what runs', async () => {
    const viewer = await FakeViewer.create(1);
    await scene.look(viewer);
    failing = true;
    const pause = { ownerId: OWNER, cameraIds: [scene.door], until: null };
    scene.world.hub.send({ t: 'owner-pause', ...pause });
    expect((await scene.outcome('ended')).reasons).toEqual(['camera-paused']);
    scene.world.hub.send(await scene.lookMessage(viewer));
    expect((await scene.outcome('refused')).reasons).toEqual(['state-unwritable']);
  });

  it('is not trusted when it takes them again, but the gateway asks to be started anew, and then opens looks', async () => {
    const viewer = await FakeViewer.create(1);
    failing = true;
    scene.world.hub.send(await scene.lookMessage(viewer));
    await scene.outcome('refused');
    await new Promise((later) => setTimeout(later, 1500));
    expect(scene.world.begunAnew).toEqual([]);
    failing = false;
    await scene.world.hub.until(() => scene.world.begunAnew.length > 0, 'the wish', 8000);
    expect(scene.world.begunAnew[0]).toContain('It takes writes again');
    expect((await scene.world.gateway.view()).fault).toContain('cannot be written');
    await scene.world.gateway.close();
    await scene.world.startGateway();
    await scene.world.hub.message('cameras');
    await scene.look(await FakeViewer.create(2));
  });
});
