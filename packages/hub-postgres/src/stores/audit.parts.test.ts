import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTemporaryStore, type TemporaryStore } from '../testing/temporary-store.ts';

let temporary: TemporaryStore;
beforeAll(async () => {
  temporary = await openTemporaryStore();
});
afterAll(() => temporary.close());

const row = (n: number) => ({ at: n, actor: 'clerk-1', act: 'pause', subject: 's', detail: `${n}` });

test('pages run newest first through every row once', async () => {
  const { audit } = temporary.store;
  for (let n = 1; n <= 25; n++) expect(await audit.append(row(n))).toBe(n);
  const seen: number[] = [];
  let before: number | null = null;
  do {
    const page: Awaited<ReturnType<typeof audit.page>> = await audit.page(before, 10);
    seen.push(...page.rows.map((entry) => entry.seq));
    before = page.next;
  } while (before !== null);
  expect(seen).toEqual(Array.from({ length: 25 }, (_, i) => 25 - i));
  expect((await audit.page(2, 10)).rows).toEqual([{ ...row(1), seq: 1 }]);
  expect((await audit.page(6, 5)).next).toBeNull();
  expect((await audit.page(6, 5, 'pause')).rows).toEqual([]);
  expect((await audit.page(6, 5, 'pau_e')).rows).toHaveLength(5);
});

test('the database refuses to change, delete or truncate audit rows', async () => {
  const { connection } = temporary.postgres;
  if (connection.kind !== 'socket') throw new Error('the temporary store uses a socket');
  const { socketDir: host, user, database } = connection;
  const client = new pg.Client({ host, user, database });
  await client.connect();
  try {
    for (const statement of [
      "update audit set detail = ''",
      'delete from audit',
      'truncate audit',
      "set session_replication_role = 'replica'; delete from audit",
    ])
      await expect(client.query(statement)).rejects.toMatchObject({ code: '42501' });
  } finally {
    await client.end();
  }
  expect((await temporary.store.audit.page(null, 100)).rows).toHaveLength(25);
});

test('a setting is what was set last', async () => {
  const { settings } = temporary.store;
  expect(await settings.get('mail-tested-at')).toBeUndefined();
  await settings.set('mail-tested-at', '1');
  await settings.set('mail-tested-at', '2');
  expect(await settings.get('mail-tested-at')).toBe('2');
});
