import { LOG_ON_LOCK_MS, LOG_ON_WINDOW_MS } from '@porchlight/hub-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTemporaryStore, type TemporaryStore } from '../testing/temporary-store.ts';

let temporary: TemporaryStore;
beforeAll(async () => {
  temporary = await openTemporaryStore();
});
afterAll(() => temporary.close());

const session = (tokenHash: string, subjectId = 'person') => ({
  tokenHash,
  area: 'console' as const,
  subjectId,
  keyId: 'key',
  createdAt: 1000,
  seenAt: 1000,
  expiresAt: 5000,
});

test('a session is found until its absolute end, however often it is used, and its last use never goes back', async () => {
  const { sessions } = temporary.store;
  await sessions.open(session('a'));
  await sessions.touch('a', 4000);
  await sessions.touch('a', 3000);
  expect(await sessions.find('a', 4999)).toEqual({ ...session('a'), seenAt: 4000 });
  expect(await sessions.find('a', 5000)).toBeUndefined();
  expect(await sessions.find('b', 1000)).toBeUndefined();
});

test('signing out ends one session, striking off ends all of the person in that area', async () => {
  const { sessions } = temporary.store;
  for (const name of ['c', 'd', 'e']) await sessions.open(session(name, 'struck'));
  await sessions.open({ ...session('f', 'struck'), area: 'clerk' });
  await sessions.close('c');
  expect([...(await sessions.closeAll('console', 'struck'))].sort()).toEqual(['d', 'e']);
  expect(await sessions.find('d', 2000)).toBeUndefined();
  expect(await sessions.find('f', 2000)).toBeDefined();
});

test('a challenge is taken once, by one of many, for its own area and purpose only', async () => {
  const { sessions } = temporary.store;
  const challenge = {
    challenge: 'abc',
    area: 'owner' as const,
    purpose: 'sign-in' as const,
    noticeAccepted: true,
    subject: null,
    expiresAt: 100,
  };
  await sessions.putChallenge(challenge);
  expect(await sessions.useChallenge('abc', 'clerk', 'sign-in', 50)).toBeUndefined();
  expect(await sessions.useChallenge('abc', 'owner', 'register', 50)).toBeUndefined();
  expect(await sessions.useChallenge('abc', 'owner', 'sign-in', 100)).toBeUndefined();
  const uses = await Promise.all(
    Array.from({ length: 8 }, () => sessions.useChallenge('abc', 'owner', 'sign-in', 99)),
  );
  expect(uses.filter((use) => use !== undefined)).toEqual([challenge]);
});

test('the fifth failure locks for ten minutes, further ones do not prolong it, and then counting starts over', async () => {
  const { sessions } = temporary.store;
  for (const at of [1, 2, 3, 4]) expect(await sessions.recordFailure('p', at)).toBeNull();
  const until = 5 + LOG_ON_LOCK_MS;
  expect(await sessions.recordFailure('p', 5)).toBe(until);
  expect(await sessions.recordFailure('p', 6)).toBe(until);
  expect(await sessions.lockedUntil('p', until - 1)).toBe(until);
  expect(await sessions.lockedUntil('p', until)).toBeNull();
  expect(await sessions.lockedUntil('q', 6)).toBeNull();
  for (const more of [0, 1, 2, 3]) expect(await sessions.recordFailure('p', until + more)).toBeNull();
  expect(await sessions.recordFailure('p', until + 4)).toBe(until + 4 + LOG_ON_LOCK_MS);
});

test('failures far apart and those before a good log-on do not add up', async () => {
  const { sessions } = temporary.store;
  for (let i = 0; i < 10; i++)
    expect(await sessions.recordFailure('slow', i * (LOG_ON_WINDOW_MS + 1))).toBeNull();
  for (const at of [1, 2, 3, 4]) await sessions.recordFailure('good', at);
  await sessions.clearFailures('good');
  expect(await sessions.recordFailure('good', 5)).toBeNull();
});

test('failures that race are all counted', async () => {
  const { sessions } = temporary.store;
  const answers = await Promise.all(Array.from({ length: 5 }, () => sessions.recordFailure('race', 10)));
  expect(answers.filter((until) => until !== null)).toEqual([10 + LOG_ON_LOCK_MS]);
});

test('sweeping removes what has ended and nothing else', async () => {
  const { sessions } = temporary.store;
  await sessions.open({ ...session('old'), expiresAt: 1500 });
  await sessions.open({ ...session('young'), expiresAt: 9e9 });
  await sessions.recordFailure('locked', 1e9);
  for (let i = 0; i < 4; i++) await sessions.recordFailure('locked', 1e9);
  await sessions.sweep(1e9 + 1);
  expect(await sessions.find('old', 0)).toBeUndefined();
  expect(await sessions.find('young', 0)).toBeDefined();
  expect(await sessions.lockedUntil('locked', 1e9 + 1)).toBe(1e9 + LOG_ON_LOCK_MS);
});
