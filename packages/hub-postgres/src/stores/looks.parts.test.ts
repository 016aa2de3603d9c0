import type { CameraId, OwnerId } from '@porchlight/domain';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { look, lookCamera, outcome, requestId } from '../testing/fixtures.ts';
import { openTemporaryStore, type TemporaryStore } from '../testing/temporary-store.ts';

let temporary: TemporaryStore;
beforeAll(async () => {
  temporary = await openTemporaryStore();
});
afterAll(() => temporary.close());

const ids = (...names: string[]) => names as CameraId[];

test('a look comes back as it was stored, its cameras by distance', async () => {
  const { looks } = temporary.store;
  const far = lookCamera('c1', 'o1', { distanceM: 200 });
  const near = lookCamera('c2', 'o2', { distanceM: 50 });
  const first = look(1, [far, near]);
  expect(await looks.create(first)).toBe('created');
  expect(await looks.get(first.requestId)).toEqual({
    ...first,
    endedAt: null,
    endedBecause: null,
    cameras: [near, far].map((camera) => ({ ...camera, until: null, seconds: 0 })),
  });
});

test('a request id or a request is used once, whatever became of it, also when two race', async () => {
  const { looks } = temporary.store;
  const refused = look(
    2,
    [lookCamera('c1', 'o1', { viewerState: null, ownerState: 'refused', because: ['no'] })],
    {
      state: 'refused',
    },
  );
  expect(await looks.create(refused)).toBe('created');
  expect(await looks.create(look(2, []))).toBe('used');
  expect(await looks.create(look(20, [], { requestHash: 'hash-2' }))).toBe('used');
  const race = await Promise.all(Array.from({ length: 6 }, () => looks.create(look(3, []))));
  expect(race.filter((answer) => answer === 'created')).toHaveLength(1);
});

test('a camera that went does not come back, and no camera joins a look that ended', async () => {
  const { looks } = temporary.store;
  const id = requestId(4);
  await looks.create(look(4, [lookCamera('c1', 'o1'), lookCamera('c2', 'o1')]));
  expect(await looks.setViewerState(id, ids('c1'), 'live')).toBe(true);
  expect(await looks.setViewerState(id, ids('c1'), 'live')).toBe(false);
  expect(await looks.setViewerState(id, ids('c1'), 'gone')).toBe(true);
  expect(await looks.setViewerState(id, ids('c1'), 'live')).toBe(false);
  const moreCameras = [lookCamera('c2', 'o1'), lookCamera('c3', 'o1', { followed: true })];
  expect(await looks.addCameras(id, moreCameras)).toEqual(['c3']);
  expect(await looks.end(id, 7000, 'The incident was closed.')).toBe(true);
  expect(await looks.end(id, 8000, 'Again.')).toBe(false);
  expect(await looks.addCameras(id, [lookCamera('c4', 'o1')])).toEqual([]);
  const ended = await looks.get(id);
  expect(ended).toMatchObject({ state: 'ended', endedAt: 7000, endedBecause: 'The incident was closed.' });
  expect(ended?.cameras.map((camera) => camera.viewerState)).toEqual(['gone', 'gone', 'gone']);
  expect(ended?.cameras.map((camera) => camera.ownerState)).toEqual(['watching', 'watching', 'watching']);
});

test("a signed outcome ends the camera once, and takes the place of the hub's own guess", async () => {
  const { looks } = temporary.store;
  const id = requestId(5);
  await looks.create(look(5, [lookCamera('c1', 'o1'), lookCamera('c2', 'o1')]));
  const camera = async (name: string) =>
    (await looks.get(id))?.cameras.find((entry) => entry.cameraId === name);
  expect(await looks.recordOutcome(await outcome(5, 'c1', 'opened'))).toBe('stored');
  expect(await camera('c1')).toMatchObject({ ownerState: 'watching', until: null });
  expect(await looks.endCamera(id, 'c1' as CameraId, 7000, ['gateway lost'])).toBe(true);
  expect(await camera('c1')).toMatchObject({ ownerState: 'ended', viewerState: 'gone', until: 7000 });
  const stopped = await outcome(5, 'c1', 'ended', { reasons: ['owner-stop'], at: 6500 }, 9000);
  expect(await looks.recordOutcome(stopped)).toBe('stored');
  expect(await looks.recordOutcome(stopped)).toBe('known');
  expect(await looks.recordOutcome(await outcome(5, 'c1', 'lapsed', {}, 9500))).toBe('stored');
  expect(await camera('c1')).toMatchObject({ ownerState: 'ended', because: ['owner-stop'], until: 6500 });
  expect(await looks.endCamera(id, 'c1' as CameraId, 9999, [])).toBe(false);
  expect(await looks.outcomes(id)).toHaveLength(3);
  // A gateway's clock puts no end before the start nor after its arrival.
  await looks.recordOutcome(await outcome(5, 'c2', 'ended', { at: 1 }));
  expect((await camera('c2'))?.until).toBe(5000);
});

test('an outcome for another gateway, camera or request is unknown and writes nothing', async () => {
  const { looks } = temporary.store;
  await looks.create(look(6, [lookCamera('c1', 'o1')]));
  const wrong = [
    outcome(6, 'c9', 'ended'),
    outcome(60, 'c1', 'ended'),
    outcome(6, 'c1', 'ended', { gatewayId: 'other' as never }),
    outcome(6, 'c1', 'ended', { requestHash: 'hash-7' }),
  ];
  for (const each of wrong) expect(await looks.recordOutcome(await each)).toBe('unknown');
  expect(await looks.outcomes(requestId(6))).toEqual([]);
  expect((await looks.get(requestId(6)))?.cameras[0]?.ownerState).toBe('watching');
});

test('seconds add up for each camera', async () => {
  const { looks } = temporary.store;
  await looks.create(look(7, [lookCamera('c1', 'o1'), lookCamera('c2', 'o1')]));
  const add = (name: string, seconds: number) =>
    looks.addSeconds(requestId(7), [{ cameraId: name as CameraId, seconds }]);
  await Promise.all([add('c1', 1.5), add('c1', 2), add('c2', 0), add('c9', 4)]);
  expect((await looks.get(requestId(7)))?.cameras.map((camera) => camera.seconds)).toEqual([3.5, 0]);
});

test("an owner's history pages newest first through every look once, and shows refusals with their reasons", async () => {
  const { looks } = temporary.store;
  for (let n = 0; n < 25; n++) {
    const cameras = ['h1', 'h2'].map((name) =>
      lookCamera(name, 'owner-h', { since: 5000 + Math.floor(n / 5) }),
    );
    await looks.create(look(100 + n, [...cameras, lookCamera('x', 'owner-x')]));
  }
  const seen: string[] = [];
  let page = await looks.ofOwner('owner-h' as OwnerId, 7);
  for (let last = page.at(-1); last !== undefined; last = page.at(-1)) {
    seen.push(...page.map((row) => `${row.since} ${row.requestId} ${row.cameraId}`));
    page = await looks.ofOwner('owner-h' as OwnerId, 7, last);
  }
  expect(seen).toHaveLength(50);
  expect(new Set(seen).size).toBe(50);
  expect(seen.map((row) => Number(row.split(' ')[0]))).toEqual(
    seen.map((row) => Number(row.split(' ')[0])).sort((a, b) => b - a),
  );
  const mine = await looks.ofOwner('o1' as OwnerId, 100);
  expect(mine.find((row) => row.requestId === requestId(2))).toMatchObject({
    ownerState: 'refused',
    because: ['no'],
    role: 'operator',
    place: 'Calle A 1',
    until: 5000,
  });
});

test('running, recent and started looks leave refused requests out', async () => {
  const { looks } = temporary.store;
  await looks.create(look(200, [], { startedAt: 90_000 }));
  await looks.create(look(201, [], { startedAt: 90_001 }));
  await looks.create(look(202, [], { startedAt: 90_002, state: 'refused' }));
  await looks.end(requestId(201), 90_100, 'Ended.');
  expect((await looks.running()).at(-1)?.requestId).toBe(requestId(200));
  const recent = await looks.recent(90_000, 2);
  expect(recent.map((row) => row.requestId)).toEqual([requestId(201), requestId(200)]);
  expect(await looks.countStarted(90_000, 90_002)).toBe(2);
  expect(await looks.countStarted(90_001, 90_003)).toBe(1);
});
