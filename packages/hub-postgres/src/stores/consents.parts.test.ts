import type { CameraId, GatewayId, OwnerId } from '@porchlight/domain';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { consent, household, terms } from '../testing/fixtures.ts';
import { openTemporaryStore, type TemporaryStore } from '../testing/temporary-store.ts';

let temporary: TemporaryStore;
beforeAll(async () => {
  temporary = await openTemporaryStore();
});
afterAll(() => temporary.close());

const camera = async (id: string) => (await temporary.store.cameras.get([id as CameraId]))[0]!;
const gatewayHolds = (
  box: string,
  ownerId: string,
  version: number,
  state: 'in-force' | 'waiting' | 'refused',
  effectiveAt = 100,
) =>
  temporary.store.cameras.setConsentState({
    gatewayId: box as GatewayId,
    ownerId: ownerId as OwnerId,
    version,
    state,
    effectiveAt,
    detail: state,
  });

test('versions strictly rise, the same consent again is known, and each stays readable', async () => {
  const { store } = temporary;
  await household(store, 'box-a', { 'owner-a': ['a1', 'a2'] }, 1);
  const second = await consent('owner-a', 2, [terms('a1', 'box-a')]);
  expect(await store.consents.highestVersion('owner-a' as OwnerId)).toBe(0);
  expect(await store.consents.put(second)).toEqual({ kind: 'stored' });
  expect(await store.consents.put(second)).toEqual({ kind: 'known' });
  for (const version of [1, 2]) {
    const late = await consent('owner-a', version, [terms('a2', 'box-a')]);
    expect(await store.consents.put(late)).toEqual({ kind: 'not-rising', highest: 2 });
  }
  expect((await camera('a2')).consent).toBeNull();
  expect(await store.consents.get('owner-a' as OwnerId, 2)).toEqual({
    ownerId: 'owner-a',
    version: 2,
    hash: second.hash,
    envelope: second.envelope,
    keyId: 'key',
    receivedAt: 100,
  });
});

test('of two consents of one version that race, exactly one is stored', async () => {
  const { store } = temporary;
  await household(store, 'box-r', { 'owner-r': ['r1'] }, 10);
  const rivals = await Promise.all(
    [100, 200].map((radiusM) => consent('owner-r', 1, [terms('r1', 'box-r', undefined, { radiusM })])),
  );
  const answers = await Promise.all(rivals.map((rival) => store.consents.put(rival)));
  expect(answers.map((answer) => answer.kind).sort()).toEqual(['not-rising', 'stored']);
  const winner = rivals[answers.findIndex((answer) => answer.kind === 'stored')];
  expect((await camera('r1')).consent?.hash).toBe(winner?.hash);
});

test("a consent for another owner's camera, or for another gateway's, writes nothing", async () => {
  const { store } = temporary;
  await household(store, 'box-b', { 'owner-b': ['b1'], 'owner-c': ['c1'] }, 20);
  const greedy = await consent('owner-b', 1, [terms('b1', 'box-b'), terms('c1', 'box-b')]);
  expect(await store.consents.put(greedy)).toEqual({ kind: 'unknown-camera', cameraIds: ['c1'] });
  const elsewhere = await consent('owner-b', 1, [terms('b1', 'box-a')]);
  expect(await store.consents.put(elsewhere)).toEqual({ kind: 'unknown-camera', cameraIds: ['b1'] });
  const nobody = await consent('owner-x', 1, [terms('b1', 'box-b')]);
  expect(await store.consents.put(nobody)).toEqual({ kind: 'unknown-camera', cameraIds: ['b1'] });
  expect((await camera('b1')).consent).toBeNull();
  expect(await store.consents.highestVersion('owner-b' as OwnerId)).toBe(0);
});

test('terms that were in force stay as the previous ones until the gateway holds the new ones', async () => {
  const { store } = temporary;
  await household(store, 'box-d', { 'owner-d': ['d1'] }, 30);
  const put = async (version: number, radiusM: number, receivedAt: number) =>
    store.consents.put(
      await consent('owner-d', version, [terms('d1', 'box-d', undefined, { radiusM })], receivedAt),
    );
  await put(1, 100, 100);
  expect(await camera('d1')).toMatchObject({ consent: { version: 1, state: 'sent' }, previous: null });
  expect(await gatewayHolds('box-d', 'owner-d', 1, 'in-force')).toEqual(['d1']);
  await put(2, 400, 200);
  await gatewayHolds('box-d', 'owner-d', 2, 'waiting', 900);
  expect(await camera('d1')).toMatchObject({
    consent: { version: 2, state: 'waiting', effectiveAt: 900, detail: 'waiting' },
    previous: { version: 1, terms: { radiusM: 100 } },
  });
  expect((await store.consents.ofGateway('box-d' as GatewayId)).map((row) => row.version)).toEqual([1, 2]);
  // Version 2 never came into force, so version 1 still stands behind version 3.
  await put(3, 300, 300);
  expect(await camera('d1')).toMatchObject({ consent: { version: 3 }, previous: { version: 1 } });
  expect(await gatewayHolds('box-d', 'owner-d', 2, 'in-force')).toEqual([]);
  await gatewayHolds('box-d', 'owner-d', 3, 'waiting', 900);
  // The wait of version 3 is over when version 4 comes.
  await put(4, 200, 901);
  expect(await camera('d1')).toMatchObject({ consent: { version: 4 }, previous: { version: 3 } });
  await gatewayHolds('box-d', 'owner-d', 4, 'in-force');
  expect((await camera('d1')).previous).toBeNull();
});

test('a withdrawal takes all terms away, and a consent signed later stands again and lifts a pause until signed', async () => {
  const { store } = temporary;
  await household(store, 'box-e', { 'owner-e': ['e1', 'e2'], 'owner-f': ['f1'] }, 40);
  const owner = 'owner-e' as OwnerId;
  const both = [terms('e1', 'box-e'), terms('e2', 'box-e')];
  await store.consents.put(await consent('owner-e', 1, both));
  const paused = await store.cameras.pause(owner, undefined, Number.POSITIVE_INFINITY);
  expect(paused.map((row) => row.pausedUntil)).toEqual([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]);
  const gone = await store.cameras.withdraw(owner, ['e1', 'f1'] as CameraId[]);
  expect(gone).toMatchObject([{ cameraId: 'e1', consent: null, previous: null, withdrawnVersion: 1 }]);
  expect(await store.cameras.withdraw(owner, ['e1'] as CameraId[])).toEqual([]);
  expect(await gatewayHolds('box-e', 'owner-e', 1, 'in-force')).toEqual(['e2']);
  await store.consents.put(await consent('owner-e', 2, [terms('e1', 'box-e')]));
  expect(await camera('e1')).toMatchObject({
    consent: { version: 2 },
    withdrawnVersion: 1,
    pausedUntil: null,
  });
  expect((await camera('e2')).pausedUntil).toBe(Number.POSITIVE_INFINITY);
  await store.cameras.pause(owner, ['e1'] as CameraId[], 5000);
  await store.consents.put(await consent('owner-e', 3, both));
  expect((await camera('e1')).pausedUntil).toBe(5000);
  expect((await camera('e2')).pausedUntil).toBeNull();
});
