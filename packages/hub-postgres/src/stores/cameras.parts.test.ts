import {
  boxesAround,
  type CameraId,
  destination,
  distanceM,
  type GatewayId,
  type LatLon,
  type OwnerId,
} from '@porchlight/domain';
import type { CircleCamera } from '@porchlight/hub-core';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { announced, consent, household, terms } from '../testing/fixtures.ts';
import { openTemporaryStore, type TemporaryStore } from '../testing/temporary-store.ts';

let temporary: TemporaryStore;
beforeAll(async () => {
  temporary = await openTemporaryStore();
});
afterAll(() => temporary.close());

test('an announcement is the whole list: what it does not name is no longer present, what it names is updated', async () => {
  const { store } = temporary;
  await household(store, 'box-a', { 'owner-a': ['a1', 'a2'] }, 1);
  const box = 'box-a' as GatewayId;
  const before = await store.cameras.counts();
  await store.cameras.announce(
    box,
    [{ ...announced('a2', 'owner-a'), state: 'silent', detail: 'no picture' }],
    2,
  );
  expect(await store.cameras.ofGateway(box)).toMatchObject([
    { cameraId: 'a1', present: false },
    { cameraId: 'a2', present: true, state: 'silent', detail: 'no picture' },
  ]);
  expect((await store.cameras.counts()).cameras).toBe(before.cameras - 1);
  await store.cameras.announce(box, [], 3);
  expect((await store.cameras.ofOwner('owner-a' as OwnerId)).map((row) => row.present)).toEqual([
    false,
    false,
  ]);
});

test("no gateway can take another's camera, or one of an owner it is not enrolled for", async () => {
  const { store } = temporary;
  await household(store, 'box-b', { 'owner-b': ['b1'], 'owner-b2': ['b2'] }, 10);
  await household(store, 'box-c', { 'owner-c': ['c1'] }, 20);
  const list = [announced('b1', 'owner-c'), announced('c1', 'owner-c'), announced('c9', 'owner-b')];
  const answer = await store.cameras.announce('box-c' as GatewayId, list, 2);
  expect([...answer.refused].sort()).toEqual(['b1', 'c9']);
  expect(await store.cameras.get(['b1', 'c9'] as CameraId[])).toMatchObject([
    { cameraId: 'b1', gatewayId: 'box-b', ownerId: 'owner-b' },
  ]);
  const moved = await store.cameras.announce('box-b' as GatewayId, [announced('b1', 'owner-b2')], 3);
  expect(moved.refused).toEqual(['b1']);
});

test('a camera is near only with terms, whatever its tier, and not after they are withdrawn', async () => {
  const { store } = temporary;
  const centre = { lat: 10, lon: 10 };
  await household(store, 'box-d', { 'owner-d': ['d1', 'd2', 'd3'] }, 30);
  await store.consents.put(
    await consent('owner-d', 1, [
      terms('d1', 'box-d', centre),
      terms('d2', 'box-d', { lat: 10.001, lon: 10 }, { tier: 'registry' }),
    ]),
  );
  const near = await store.cameras.near(centre, 500);
  expect(near.map((row) => row.cameraId)).toEqual(['d1', 'd2']);
  expect(near[1]?.distanceM).toBeCloseTo(111.2, 0);
  expect(await store.cameras.near(centre, 100)).toHaveLength(1);
  expect(await store.cameras.near(centre, 500, 1)).toHaveLength(1);
  await store.cameras.withdraw('owner-d' as OwnerId, ['d1'] as CameraId[]);
  expect((await store.cameras.near(centre, 500)).map((row) => row.cameraId)).toEqual(['d2']);
});

test('what reaches a place is what is near, but for cameras whose own radius ends before it and that have no older terms', async () => {
  const { store } = temporary;
  const centre = { lat: -20, lon: 30 };
  const ids = Array.from({ length: 40 }, (_, i) => `r${i}`);
  await household(store, 'box-r', { 'owner-r': ids }, 45);
  const signed = (version: number, some: readonly string[], radiusM: (i: number) => number) =>
    consent(
      'owner-r',
      version,
      some.map((id) => {
        const i = ids.indexOf(id);
        return terms(id, 'box-r', destination(centre, i * 9, i * 10), { radiusM: radiusM(i) });
      }),
    );
  await store.consents.put(await signed(1, ids, (i) => (i % 2) * 300));
  const inForce = { gatewayId: 'box-r' as GatewayId, ownerId: 'owner-r' as OwnerId, version: 1 };
  await store.cameras.setConsentState({ ...inForce, state: 'in-force', effectiveAt: 100, detail: '' });
  // Narrower terms on their way: until the box says so, the older ones may hold.
  await store.consents.put(await signed(2, ids.slice(30), () => 10));
  const near = await store.cameras.near(centre, 350);
  const expected = near.filter((row) => row.previous !== null || row.consent.terms.radiusM >= row.distanceM);
  const shown = (row: CircleCamera) => JSON.stringify([row.consent?.terms, row.previous?.terms]);
  const reaching = await store.cameras.reaching(centre, 350);
  expect(reaching.map(shown).sort()).toEqual(expected.map(shown).sort());
  expect(reaching[0]).toMatchObject({ gatewayId: 'box-r', present: true, pausedUntil: null });
  // Every kind is among them: too far for its owner, within reach, and with older terms.
  expect(near.length).toBeGreaterThan(reaching.length);
  expect(reaching.some((row) => row.previous === null)).toBe(true);
  expect(reaching.some((row) => row.previous !== null)).toBe(true);
});

/** Places where boxes are hard: around both poles, along the antimeridian, and anywhere. */
const latitude = fc.oneof(
  fc.double({ min: -90, max: 90, noNaN: true }),
  fc.double({ min: 89.9, max: 90, noNaN: true }),
  fc.double({ min: -90, max: -89.9, noNaN: true }),
);
const longitude = fc.oneof(
  fc.double({ min: -180, max: 180, noNaN: true }),
  fc.double({ min: 179.9, max: 180, noNaN: true }),
  fc.double({ min: -180, max: -179.9, noNaN: true }),
);
const place = fc.record({ lat: latitude, lon: longitude });

test('the circle query finds what a haversine over every camera finds, also at the antimeridian and the poles', async () => {
  const { store } = temporary;
  const places = fc.sample(place, { numRuns: 3000, seed: 7 });
  const cameras = new Map<string, LatLon>();
  for (let owner = 0; owner * 60 < places.length; owner++) {
    const mine = places.slice(owner * 60, owner * 60 + 60);
    const ids = mine.map((_, i) => `p${owner}-${i}`);
    const box = `box-p${owner}`;
    await household(store, box, { [`owner-p${owner}`]: ids }, 50 + owner);
    await store.consents.put(
      await consent(
        `owner-p${owner}`,
        1,
        mine.map((at, i) => terms(`p${owner}-${i}`, box, at)),
      ),
    );
    for (const [i, id] of ids.entries()) cameras.set(id, mine[i]!);
  }
  const radius = fc.oneof(
    fc.double({ min: 0, max: 20_000, noNaN: true }),
    fc.constantFrom(1000, 5000, 20_000),
  );
  let found = 0;
  let split = 0;
  await fc.assert(
    fc.asyncProperty(fc.oneof(place, fc.constantFrom(...places)), radius, async (centre, radiusM) => {
      const near = (await store.cameras.near(centre, radiusM)).filter((row) => cameras.has(row.cameraId));
      const ids = new Set<string>(near.map((row) => row.cameraId));
      // A centimetre of doubt at the very edge: two implementations of the same formula.
      const wrong = [...cameras].filter(([id, at]) => {
        const distance = distanceM(centre, at);
        return Math.abs(distance - radiusM) > 0.01 && ids.has(id) !== distance < radiusM;
      });
      expect(wrong).toEqual([]);
      found += near.length;
      split += boxesAround(centre, radiusM).length - 1;
    }),
    { numRuns: 300, seed: 11 },
  );
  // The property would hold of a query that finds nothing, and of one that never meets the antimeridian.
  expect(found).toBeGreaterThan(1000);
  expect(split).toBeGreaterThan(20);
});
