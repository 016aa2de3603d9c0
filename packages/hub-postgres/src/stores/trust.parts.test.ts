import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTemporaryStore, type TemporaryStore } from '../testing/temporary-store.ts';

let temporary: TemporaryStore;
beforeAll(async () => {
  temporary = await openTemporaryStore();
});
afterAll(() => temporary.close());

const statement = (version: number, hash: string) => ({
  version,
  hash,
  envelope: { payloadType: 'b', payload: hash, signatures: [{ keyid: 'k', sig: 's' }] },
});

test('versions of a kind come back ascending, the newest is the highest, and an envelope comes back as it came', async () => {
  const { trust } = temporary.store;
  expect(await trust.newest('roster')).toBeUndefined();
  for (const version of [2, 1, 10])
    expect(await trust.put('roster', statement(version, `h${version}`), version)).toEqual({ kind: 'stored' });
  expect((await trust.all('roster')).map((row) => row.version)).toEqual([1, 2, 10]);
  expect(await trust.newest('roster')).toEqual({ ...statement(10, 'h10'), storedAt: 10 });
  expect(await trust.newest('pause')).toBeUndefined();
});

test('the same statement again is known, and another one of the same version is a fork that writes nothing', async () => {
  const { trust } = temporary.store;
  await trust.put('pause', statement(1, 'one'), 1);
  expect(await trust.put('pause', statement(1, 'one'), 2)).toEqual({ kind: 'known' });
  expect(await trust.put('pause', statement(1, 'two'), 3)).toEqual({ kind: 'fork', hash: 'one' });
  expect(await trust.all('pause')).toEqual([{ ...statement(1, 'one'), storedAt: 1 }]);
});

test('of two statements of one version that race, one is stored and the other is the fork', async () => {
  const { trust } = temporary.store;
  for (let version = 1; version <= 10; version++) {
    const answers = await Promise.all(
      ['a', 'b'].map((name) => trust.put('policy', statement(version, `${name}${version}`), 1)),
    );
    expect(answers.map((answer) => answer.kind).sort()).toEqual(['fork', 'stored']);
  }
});
