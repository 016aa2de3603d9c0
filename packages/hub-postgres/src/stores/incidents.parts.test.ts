import type { IncidentId } from '@porchlight/domain';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { incident } from '../testing/fixtures.ts';
import { openTemporaryStore, type TemporaryStore } from '../testing/temporary-store.ts';

let temporary: TemporaryStore;
beforeAll(async () => {
  temporary = await openTemporaryStore();
});
afterAll(() => temporary.close());

test('a higher seq replaces the newest, a lower one is older and kept in the history, the same one changes nothing', async () => {
  const { incidents } = temporary.store;
  const second = await incident('a', 2);
  const first = await incident('a', 1);
  const third = await incident('a', 3, { status: 'closed' });
  expect((await incidents.accept(second)).kind).toBe('new');
  const older = await incidents.accept(first);
  expect([older.kind, older.newest.hash]).toEqual(['older', second.hash]);
  expect((await incidents.accept(second)).kind).toBe('same');
  expect((await incidents.accept(first)).kind).toBe('same');
  expect((await incidents.accept(third)).newest.statement.status).toBe('closed');
  const newest = await incidents.newest('a' as IncidentId);
  expect(newest).toEqual({ ...third, firstReceivedAt: second.receivedAt });
  expect((await incidents.history('a' as IncidentId)).map((row) => row.statement.seq)).toEqual([1, 2, 3]);
  expect((await incidents.byHash(first.hash))?.statement).toEqual(first.statement);
});

test('another statement of the same seq is a conflict and writes nothing', async () => {
  const { incidents } = temporary.store;
  const first = await incident('b', 1);
  await incidents.accept(first);
  const forged = await incident('b', 1, { position: { lat: 1, lon: 1 } });
  const answer = await incidents.accept(forged);
  expect([answer.kind, answer.newest.hash]).toEqual(['conflict', first.hash]);
  expect(await incidents.byHash(forged.hash)).toBeUndefined();
});

test('of updates that race, the highest seq is the newest afterwards and none is lost', async () => {
  const { incidents } = temporary.store;
  const updates = await Promise.all(Array.from({ length: 20 }, (_, i) => incident('race', i + 1)));
  const shuffled = updates.map((_, i) => updates[(i * 7) % 20]!);
  await Promise.all(shuffled.map((update) => incidents.accept(update)));
  expect((await incidents.newest('race' as IncidentId))?.statement.seq).toBe(20);
  expect(await incidents.history('race' as IncidentId)).toHaveLength(20);
});

test('the queue holds open incidents and those closed since a time; open ones first, whatever is closed since, then the latest report', async () => {
  const { incidents } = temporary.store;
  await incidents.accept({ ...(await incident('q1', 1, { reportedAt: 10 })), receivedAt: 1e6 });
  await incidents.accept({
    ...(await incident('q2', 1, { reportedAt: 30, status: 'closed' })),
    receivedAt: 2e6,
  });
  await incidents.accept({
    ...(await incident('q3', 1, { reportedAt: 20, status: 'closed' })),
    receivedAt: 3e6,
  });
  const ids = async (since: number, limit: number) =>
    (await incidents.queue(since, limit))
      .map((row) => row.statement.incidentId as string)
      .filter((id) => id.startsWith('q'));
  expect(await ids(2.5e6, 100)).toEqual(['q1', 'q3']);
  expect(await ids(2e6, 100)).toEqual(['q1', 'q2', 'q3']);
  expect(await incidents.queue(0, 2)).toHaveLength(2);
});
