import { truncate } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { fromBase64Url } from '@porchlight/statements';
import { makeSigner } from '@porchlight/testkit';
import { type ClipSource, loadTownClips, type RtspServer, startRtspServer } from '@porchlight/town';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HostWorld } from '../test/host-world.ts';
import type { HostedOwner } from '../test/hosted-owner.ts';
import { openLook } from '../test/open-look.ts';
import { TownOrder } from '../test/town-order.ts';
import { until } from '../test/until.ts';

const PASSWORD = 'correct-horse-battery';

let world: HostWorld;
let town: RtspServer;
let clips: Map<string, ClipSource>;
let hung: Server;
let hungSockets: Set<Socket>;
let good: HostedOwner;
let bad: HostedOwner;
let operatorCookie: string;

beforeAll(async () => {
  clips = loadTownClips({ startsAt: undefined });
  town = await startRtspServer({ port: 0, host: '127.0.0.1', users: { viewer: PASSWORD }, mounts: clips });
  hungSockets = new Set();
  hung = createServer((socket) => {
    hungSockets.add(socket.on('error', () => undefined));
  });
  await new Promise<void>((done) => hung.listen(0, '127.0.0.1', done));
  world = await HostWorld.open();
  operatorCookie = await world.signInOperator();
  await world.startHost('--max-cameras', '10');
  [good, bad] = await Promise.all([world.join('House 12'), world.join('House 14')]);
});

afterAll(async () => {
  await world?.close();
  await town?.close();
  for (const socket of hungSockets) socket.destroy();
  await new Promise((done) => hung.close(done));
});

const goodCamera = () => ({
  label: 'Front door',
  mainUrl: `rtsp://127.0.0.1:${town.port}/cam-01/main`,
  subUrl: `rtsp://127.0.0.1:${town.port}/cam-01/sub`,
  username: 'viewer',
  password: PASSWORD,
});

const hungCamera = (n: number) => ({
  label: `Hung ${n}`,
  mainUrl: `rtsp://127.0.0.1:${(hung.address() as AddressInfo).port}/${n}/main`,
  subUrl: null,
  username: 'viewer',
  password: PASSWORD,
});

describe('a named host', () => {
  it('takes in two owners with a phone alone; a code sealed for one is of no use for the other', async () => {
    expect(await good.takeIn({ forOwner: bad.ownerId })).toMatchObject({
      kind: 'refused',
      sentence: expect.stringContaining('could not open your code'),
    });
    expect(await good.takeIn()).toMatchObject({ kind: 'done' });
    expect(await bad.takeIn()).toMatchObject({ kind: 'done' });
    expect(await good.takeIn()).toMatchObject({
      kind: 'refused',
      sentence: expect.stringContaining('already'),
    });
    const box = await good.box();
    expect(box).toMatchObject({ hosted: true, host: 'Sample Library', hostNamed: true });
    expect(box.gatewayId).not.toBe((await bad.box()).gatewayId);
    expect(box.key.raw).not.toBe((await bad.box()).key.raw);
    expect(fromBase64Url(box.boxMac ?? '')).toHaveLength(32);
    expect(await world.folders()).toHaveLength(2);
  });

  it('connects a camera that its owner signed and sealed, once, and no other', async () => {
    expect(await good.addCamera(goodCamera(), await makeSigner('software'))).toMatchObject({
      kind: 'refused',
      sentence: expect.stringContaining('not signed by your key'),
    });
    expect(await good.addCamera({ ...goodCamera(), mainUrl: 'rtsp://192.168.1.5/x' })).toMatchObject({
      kind: 'refused',
      field: 'mainUrl',
    });
    expect(await good.addCamera(goodCamera())).toEqual({ kind: 'done' });
    expect(await good.addCamera(goodCamera())).toMatchObject({ kind: 'refused', field: 'mainUrl' });
    expect(await good.camera('Front door', 'live')).toMatchObject({ consentState: 'none' });
  });

  it('refuses a waiver that names another than this host', async () => {
    expect(await good.sign('Front door', 'the owner')).toMatchObject({
      consentState: 'refused',
      detail: expect.stringContaining('does not name Sample Library'),
    });
    expect(await good.sign('Front door', 'Sample Library')).toMatchObject({ consentState: 'in-force' });
  });

  it('ten hung cameras of one owner cost the other no picture, and an eleventh is refused', async () => {
    for (let n = 0; n < 10; n++) expect(await bad.addCamera(hungCamera(n))).toEqual({ kind: 'done' });
    expect(await bad.addCamera(hungCamera(10))).toMatchObject({
      kind: 'refused',
      sentence: expect.stringContaining('it takes 10 cameras'),
    });
    await until(() => hungSockets.size >= 10, 'ten hung connections');
    const { cameraId } = await good.camera('Front door');
    const { viewer, close } = await openLook(world, operatorCookie, cameraId);
    const order = new TownOrder(clips.get('/cam-01/sub') as ClipSource);
    await until(async () => {
      for (let n = 0; n < 10; n++)
        await bad.call('POST', `/api/owner/boxes/${(await bad.box()).gatewayId}/calls`, {
          act: 'try-camera',
          cameraId: (await bad.camera(`Hung ${n}`)).cameraId,
        });
      await viewer.idle();
      return viewer.pictures.length >= 90;
    }, 'ninety pictures');
    close();
    expect(viewer.rejected).toBe(0);
    const units = viewer.pictures.map((picture) => picture.data);
    expect(order.missing(units)).toBe(0);
    expect(order.missing(units.toSpliced(40, 1))).toBe(1);
  });

  it('one owner’s torn state keeps that owner’s box shut, says so, and leaves the other’s running', async () => {
    const boxes = { good: (await good.box()).gatewayId, bad: (await bad.box()).gatewayId };
    await world.stopHost();
    const [file] = await world
      .filesWith([bad.ownerId])
      .then((all) => all.filter((f) => f.endsWith('owners.json')));
    await truncate(file as string, 40);
    world.said.length = 0;
    await world.startHost('--max-cameras', '10');
    expect((await good.box()).gatewayId).toBe(boxes.good);
    await good.camera('Front door', 'live');
    expect(world.said.join('\n')).toContain('The state file owners.json is torn or was altered.');
    const view = (await bad.overview()).gateways;
    expect(view).toMatchObject([{ gatewayId: boxes.bad, online: false }]);
    const { viewer, close } = await openLook(
      world,
      operatorCookie,
      (await good.camera('Front door')).cameraId,
    );
    await until(async () => {
      await viewer.idle();
      return viewer.pictures.length >= 10;
    }, 'pictures beside a torn neighbour');
    close();
  });

  it('an owner who leaves, torn state or not, leaves nothing in any file of the host', async () => {
    const [badBox] = (await bad.overview()).gateways;
    const goodBox = await good.box();
    const { cameraId } = await good.camera('Front door');
    const { heard, close } = await openLook(world, operatorCookie, cameraId);
    expect(await bad.leave((badBox as typeof goodBox).gatewayId)).toBe(204);
    expect(await good.leave((badBox as typeof goodBox).gatewayId)).toBe(404);
    await until(async () => (await world.folders()).length === 1, 'the torn folder to go');
    expect(await good.leave(goodBox.gatewayId)).toBe(204);
    await until(() => heard.some((message) => message.t === 'gone'), 'the dark tile');
    await until(async () => (await world.folders()).length === 0, 'the folder to go');
    expect(await good.overview()).toMatchObject({ gateways: [], cameras: [] });
    expect(
      await world.filesWith([good.ownerId, bad.ownerId, PASSWORD, cameraId, goodBox.gatewayId, 'rtsp://']),
    ).toEqual([]);
    close();
  });

  it('takes the same owner in again afterwards, and forgets one who left while it was away', async () => {
    expect(await good.takeIn()).toMatchObject({ kind: 'done' });
    const { gatewayId } = await good.box();
    await world.stopHost('SIGKILL');
    expect(await good.leave(gatewayId)).toBe(204);
    await world.startHost();
    await until(async () => (await world.folders()).length === 0, 'the folder to go after a restart');
    expect((await good.overview()).gateways).toEqual([]);
  });
});
