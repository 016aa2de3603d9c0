import { afterAll, beforeAll, expect, test } from 'vitest';
import { keyNumber } from '../testing/fixtures.ts';
import { openTemporaryStore, type TemporaryStore } from '../testing/temporary-store.ts';

let temporary: TemporaryStore;
beforeAll(async () => {
  temporary = await openTemporaryStore();
});
afterAll(() => temporary.close());

const invite = (inviteId: string) => ({
  inviteId,
  secretHash: 'secret',
  name: 'Operator 9',
  roles: ['operator' as const],
  createdBy: 'clerk-1',
  createdAt: 10,
  expiresAt: 100,
});

test('an invitation is used once, by one of many, with its secret and before its end', async () => {
  const { people } = temporary.store;
  await people.createInvite(invite('a'));
  expect(await people.useInvite('a', 'guess', keyNumber(1), 50)).toBe('closed');
  expect(await people.useInvite('a', 'secret', keyNumber(1), 100)).toBe('closed');
  const uses = await Promise.all(
    Array.from({ length: 6 }, (_, i) => people.useInvite('a', 'secret', keyNumber(i), 99)),
  );
  const used = uses.filter((use) => use !== 'closed');
  expect(used).toHaveLength(1);
  expect(await people.invite('a')).toEqual(used[0]);
  expect(used[0]).toMatchObject({ name: 'Operator 9', roles: ['operator'], usedAt: 99 });
});

test('a used invitation is listed until removed, an unused one while it holds, and a removed one cannot be used', async () => {
  const { people } = temporary.store;
  await people.createInvite(invite('b'));
  const listed = async (now: number) => (await people.invites(now)).map((row) => row.inviteId);
  expect(await listed(99)).toEqual(['a', 'b']);
  expect(await listed(100)).toEqual(['a']);
  expect(await people.removeInvite('b')).toBe(true);
  expect(await people.removeInvite('b')).toBe(false);
  expect(await people.useInvite('b', 'secret', keyNumber(1), 50)).toBe('closed');
});

const pending = (hash: string, version: number, ...keyids: string[]) => ({
  kind: 'roster' as const,
  version,
  hash,
  envelope: { payloadType: 't', payload: hash, signatures: keyids.map((keyid) => ({ keyid, sig: 's' })) },
  summary: 'adds Operator 9',
  createdAt: 5,
});

test('signatures of clerks who sign at the same moment are all kept, one for each key', async () => {
  const { people } = temporary.store;
  await Promise.all(['k1', 'k2', 'k3', 'k1'].map((keyid) => people.addPending(pending('x', 4, keyid))));
  const [stored] = await people.pending();
  expect(stored?.envelope.signatures.map((signature) => signature.keyid).sort()).toEqual(['k1', 'k2', 'k3']);
  const union = await people.addPending(pending('x', 4, 'k4'));
  expect(union.envelope.signatures).toHaveLength(4);
});

test('a statement in force drops the pending ones of its kind up to its version', async () => {
  const { people } = temporary.store;
  await people.addPending(pending('y', 5));
  await people.addPending({ ...pending('z', 1), kind: 'pause' });
  await people.dropPending('roster', 4);
  expect((await people.pending()).map((row) => row.hash)).toEqual(['y', 'z']);
});
