import { createHash } from 'node:crypto';
import type { NewLogRow } from '@porchlight/hub-core';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openTemporaryStore, type TemporaryStore } from '../testing/temporary-store.ts';

let temporary: TemporaryStore;
beforeAll(async () => {
  temporary = await openTemporaryStore();
});
afterAll(() => temporary.close());

/** A statement past the store. */
async function direct(text: string): Promise<void> {
  const { connection } = temporary.postgres;
  if (connection.kind !== 'socket') throw new Error('the embedded one uses a socket');
  const { socketDir: host, user, database } = connection;
  const client = new pg.Client({ host, user, database });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}

beforeEach(async () => {
  await direct(`
    alter table log_leaf disable trigger log_leaf_append_only; delete from log_owed; delete from log_leaf;
    alter table log_leaf enable always trigger log_leaf_append_only;
    update log_head set size = 0, frontier = ''`);
});

const hash = (text: string) => new Uint8Array(createHash('sha256').update(text).digest());
const record = { recordKey: 'key', disclosures: ['a', 'b'] };

function row(index: number, subject: string | null, change: Partial<NewLogRow> = {}): NewLogRow {
  const leaf = new TextEncoder().encode(`entry ${subject ?? index}`);
  const leafHash = hash(`leaf ${subject ?? index}`);
  return { index, leaf, leafHash, kind: 'request', subject, record, owes: [], ...change };
}

test('an empty log has size 0 and no frontier', async () => {
  expect(await temporary.store.log.head()).toEqual({ size: 0, frontier: [] });
});

test('entries and head come back as they were appended', async () => {
  const { log } = temporary.store;
  const rows = [row(0, 'a'), row(1, null, { record: null }), row(2, 'c', { kind: 'outcome' })];
  const frontier = [hash('left'), hash('right')];
  expect(await log.append(0, rows, frontier)).toBe('done');
  expect(await log.head()).toEqual({ size: 3, frontier });
  const stored = rows.map(({ owes: _, ...rest }) => rest);
  expect(await log.rows(0, 9)).toEqual(stored);
  expect(await log.rows(1, 2)).toEqual([stored[1]]);
  expect(await log.leafHashes(0, 3)).toEqual(rows.map((each) => each.leafHash));
  expect(await log.bySubject(['c', 'unknown'])).toEqual([stored[2]]);
});

test('an append at another size than the head, or of a subject that stands, writes nothing', async () => {
  const { log } = temporary.store;
  await log.append(0, [row(0, 'a')], [hash('0')]);
  expect(await log.append(0, [row(0, 'b')], [hash('x')])).toBe('moved');
  expect(await log.append(2, [row(2, 'b')], [hash('x')])).toBe('moved');
  expect(await log.append(1, [row(1, 'b'), row(2, 'a')], [hash('x')])).toBe('moved');
  expect(await log.head()).toEqual({ size: 1, frontier: [hash('0')] });
  expect(await log.rows(0, 9)).toHaveLength(1);
});

test('of writers that race at one size exactly one moves the head, and no entry is lost or doubled', async () => {
  const { log } = temporary.store;
  const won: string[] = [];
  const writer = async (name: string): Promise<void> => {
    for (let mine = 0; mine < 25; ) {
      const { size } = await log.head();
      const subject = `${name}${mine}`;
      if ((await log.append(size, [row(size, subject)], [hash(subject)])) !== 'done') continue;
      won.push(subject);
      mine += 1;
    }
  };
  await Promise.all(['a', 'b', 'c', 'd'].map(writer));
  const rows = await log.rows(0, 1000);
  expect(rows.map((each) => each.index)).toEqual(Array.from({ length: 100 }, (_, i) => i));
  expect(new Set(rows.map((each) => each.subject))).toEqual(new Set(won));
  expect((await log.head()).frontier).toEqual([hash(rows.at(-1)?.subject ?? '')]);
});

test('a kill of PostgreSQL between any two steps leaves the head and its entries together', async () => {
  const { log } = temporary.store;
  const acknowledged = new Set<string>();
  for (let kill = 0; kill < 6; kill++) {
    let running = true;
    const writing = (async () => {
      for (let n = 0; running; n++) {
        const subject = `${kill}/${n}`;
        const done = await (async () => {
          const { size } = await log.head();
          const pair = [row(size, subject), row(size + 1, null)];
          return log.append(size, pair, [hash(subject)]);
        })().catch(() => 'unknown' as const);
        if (done === 'done') acknowledged.add(subject);
        if (done === 'unknown') return;
      }
    })();
    await new Promise((resolve) => setTimeout(resolve, 40 + 17 * kill));
    const { pid } = temporary.postgres;
    process.kill(pid, 'SIGKILL');
    running = false;
    await writing;
    await expect.poll(() => temporary.postgres.pid, { timeout: 20_000 }).not.toBe(pid);
    await expect.poll(() => log.head().catch(() => undefined), { timeout: 20_000 }).toBeDefined();
    const { size, frontier } = await log.head();
    const rows = await log.rows(0, 1_000_000);
    expect(rows).toHaveLength(size);
    expect(frontier).toEqual(size === 0 ? [] : [hash(rows.at(-2)?.subject ?? '')]);
    const subjects = new Set(rows.map((each) => each.subject));
    expect([...acknowledged].filter((subject) => !subjects.has(subject))).toEqual([]);
  }
  expect(acknowledged.size).toBeGreaterThan(20);
});

test('what an entry owes stays until the entry of that subject comes, and is due from its day on', async () => {
  const { log } = temporary.store;
  const owes = [
    { subject: 'outcome:r', what: 'outcome', day: null },
    { subject: 'disclosure:0', what: 'disclosure', day: '2026-08-01' },
  ] as const;
  await log.append(0, [row(0, 'request:r:0', { owes })], [hash('0')]);
  expect(await log.owed('disclosure', '2026-07-31', 9)).toEqual([]);
  expect(await log.owed('disclosure', '2026-08-01', 9)).toMatchObject([
    { subject: 'disclosure:0', row: { index: 0, record } },
  ]);
  expect(await log.owed('outcome', '', 9)).toMatchObject([{ subject: 'outcome:r', row: { index: 0 } }]);
  await log.append(1, [row(1, 'outcome:r', { kind: 'outcome' })], [hash('1')]);
  expect(await log.owed('outcome', '', 9)).toEqual([]);
});

test('an entry cannot be changed or deleted; what opens it can only be taken away', async () => {
  await temporary.store.log.append(0, [row(0, 'a')], [hash('0')]);
  for (const change of [
    `update log_leaf set leaf = 'x'`,
    `update log_leaf set record = '{}'`,
    `update log_leaf set index = 7, record = null`,
    'delete from log_leaf',
    'truncate log_leaf cascade',
  ])
    await expect(direct(change), change).rejects.toThrow(/append-only/);
  await direct('update log_leaf set record = null');
  expect(await temporary.store.log.rows(0, 1)).toMatchObject([{ record: null }]);
});
