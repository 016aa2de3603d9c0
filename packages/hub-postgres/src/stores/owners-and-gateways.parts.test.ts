import type { CameraId, GatewayId, HostId, OwnerId } from '@porchlight/domain';
import { keyIdOf } from '@porchlight/statements';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keyNumber, passkeyNumber } from '../testing/fixtures.ts';
import { openTemporaryStore, type TemporaryStore } from '../testing/temporary-store.ts';

let temporary: TemporaryStore;
beforeAll(async () => {
  temporary = await openTemporaryStore();
});
afterAll(() => temporary.close());

const owner = (id: string, ...keys: ReturnType<typeof passkeyNumber>[]) => ({
  ownerId: id as OwnerId,
  name: `House ${id}`,
  email: '',
  keys,
  joinedAt: 7,
});

test('an owner is found by id, key and credential, with keys in the order they were added', async () => {
  const { owners } = temporary.store;
  const a = owner('a', passkeyNumber(1), passkeyNumber(2));
  expect(await owners.create(a)).toBe('created');
  expect(await owners.addKey(a.ownerId, keyNumber(3), 9)).toBe('added');
  const whole = { ...a, keys: [...a.keys, keyNumber(3)] };
  expect(await owners.get(a.ownerId)).toEqual(whole);
  expect(await owners.byKeyId(await keyIdOf(passkeyNumber(2)))).toEqual(whole);
  expect(await owners.byCredentialId('credential-1')).toEqual(whole);
  expect(await owners.byCredentialId('credential-9')).toBeUndefined();
  await owners.setProfile(a.ownerId, { name: 'New', email: 'a@example.org' });
  expect(await owners.get(a.ownerId)).toMatchObject({ name: 'New', email: 'a@example.org' });
});

test('an id or a key that is taken makes no owner, also inside a transaction, which goes on', async () => {
  const { store } = temporary;
  await store.owners.create(owner('b', passkeyNumber(10)));
  const before = await store.owners.count();
  expect(await store.owners.create(owner('b', passkeyNumber(11)))).toBe('taken');
  await store.transaction(async (tx) => {
    expect(await tx.owners.create(owner('c', passkeyNumber(12), passkeyNumber(10)))).toBe('taken');
    expect(await tx.owners.addKey('b' as OwnerId, passkeyNumber(10), 1)).toBe('taken');
    expect(await tx.owners.create(owner('d', passkeyNumber(13)))).toBe('created');
  });
  expect(await store.owners.get('c' as OwnerId)).toBeUndefined();
  expect(await store.owners.byKeyId(await keyIdOf(passkeyNumber(12)))).toBeUndefined();
  expect(await store.owners.count()).toBe(before + 1);
});

test('an enrolment code is taken once, by one of many who try, and not at or after its end', async () => {
  const { owners, gateways } = temporary.store;
  await owners.create(owner('e', passkeyNumber(20)));
  const code = (id: string) => ({
    codeId: id,
    ownerId: 'e' as OwnerId,
    ownerKeys: '[]',
    ownerMac: 'mac',
    expiresAt: 100,
  });
  expect(await gateways.putCode(code('one'))).toBe('stored');
  expect(await gateways.putCode(code('one'))).toBe('taken');
  const uses = await Promise.all(Array.from({ length: 8 }, () => gateways.useCode('one', 99)));
  expect(uses.filter((use) => use !== undefined)).toEqual([code('one')]);
  await gateways.putCode(code('two'));
  expect(await gateways.useCode('two', 100)).toBeUndefined();
  expect(await gateways.useCode('two', 99)).toEqual(code('two'));
});

test('a gateway keeps its key, serves several owners and remembers when it was last seen', async () => {
  const { owners, gateways } = temporary.store;
  await owners.create(owner('f', passkeyNumber(30)));
  await owners.create(owner('g', passkeyNumber(31)));
  const box = { gatewayId: 'box' as GatewayId, key: keyNumber(40), name: 'box', at: 5 };
  expect(await gateways.enrol({ ...box, ownerId: 'g' as OwnerId })).toBe('enrolled');
  expect(await gateways.enrol({ ...box, ownerId: 'f' as OwnerId })).toBe('enrolled');
  expect(await gateways.enrol({ ...box, ownerId: 'f' as OwnerId })).toBe('enrolled');
  expect(await gateways.enrol({ ...box, key: keyNumber(41), ownerId: 'f' as OwnerId })).toBe('other-key');
  expect(await gateways.enrol({ ...box, gatewayId: 'box2' as GatewayId, ownerId: 'f' as OwnerId })).toBe(
    'key-taken',
  );
  await gateways.setSeen(box.gatewayId, 50);
  await gateways.setSeen(box.gatewayId, 40);
  const stored = {
    gatewayId: 'box',
    key: keyNumber(40),
    name: 'box',
    ownerIds: ['g', 'f'],
    enrolledAt: 5,
    seenAt: 50,
    hostId: null,
    boxMac: null,
    seal: null,
  };
  expect(await gateways.get(box.gatewayId)).toEqual(stored);
  expect(await gateways.ofOwner('f' as OwnerId)).toEqual([stored]);
  expect(await gateways.ofOwner('e' as OwnerId)).toEqual([]);
});

test('an owner who leaves a gateway is untied at once, and forgotten when the gateway has said so', async () => {
  const { owners, gateways, cameras } = temporary.store;
  await owners.create(owner('h', passkeyNumber(50)));
  const [gatewayId, ownerId, hostId] = ['hosted' as GatewayId, 'h' as OwnerId, 'library' as HostId];
  const box = { gatewayId, key: keyNumber(60), name: 'Library', at: 5, ownerId, hostId, boxMac: 'mac' };
  expect(await gateways.enrol(box)).toBe('enrolled');
  await gateways.setSeal(gatewayId, { sealKey: 'key', signature: 'sig' });
  const camera = {
    cameraId: 'door' as CameraId,
    ownerId,
    label: 'Door',
    state: 'live',
    detail: '',
    hasSub: false,
  } as const;
  await cameras.announce(gatewayId, [camera], 6);
  const seal = { sealKey: 'key', signature: 'sig' };
  expect(await gateways.ofOwner(ownerId)).toMatchObject([{ hostId, boxMac: 'mac', seal }]);
  expect(await gateways.hostsOf([gatewayId, 'box' as GatewayId])).toEqual(new Map([[gatewayId, hostId]]));
  await gateways.leave(gatewayId, ownerId, 9);
  await gateways.leave(gatewayId, ownerId, 10);
  expect(await gateways.ofOwner(ownerId)).toEqual([]);
  expect(await cameras.announce(gatewayId, [camera], 11)).toEqual({ refused: ['door'] });
  expect((await cameras.ofOwner(ownerId)).map((c) => c.present)).toEqual([false]);
  expect(await gateways.leaving(gatewayId)).toEqual([ownerId]);
  expect(await gateways.leavingHost(hostId)).toEqual([gatewayId]);
  await gateways.left(gatewayId, ownerId);
  expect(await cameras.ofOwner(ownerId)).toEqual([]);
  expect([await gateways.leaving(gatewayId), await gateways.leavingHost(hostId)]).toEqual([[], []]);
});

test('a gateway is not told to forget an owner who came back first', async () => {
  const { gateways } = temporary.store;
  const [gatewayId, ownerId] = ['box' as GatewayId, 'f' as OwnerId];
  await gateways.leave(gatewayId, ownerId, 9);
  await gateways.enrol({ gatewayId, key: keyNumber(40), name: 'box', at: 10, ownerId });
  expect(await gateways.leaving(gatewayId)).toEqual([]);
  expect(await gateways.ofOwner(ownerId)).toHaveLength(1);
});
