import type { OwnerId } from '@porchlight/domain';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { consent, household, incident, look, lookCamera, outcome, terms } from '../testing/fixtures.ts';
import { openTemporaryStore, type TemporaryStore } from '../testing/temporary-store.ts';
import { type Dump, dumpTables } from './dump-tables.ts';
import { loadTables } from './load-tables.ts';

/** What text files and databases like to change. */
const AWKWARD = 'quote " backslash \\ \\N tab\t line\nend\r — ✓ 𝄞 \u2028 {"a":null} null';

let from: TemporaryStore;
let to: TemporaryStore;
beforeAll(async () => {
  [from, to] = await Promise.all([openTemporaryStore(), openTemporaryStore()]);
});
afterAll(() => Promise.all([from.close(), to.close()]));

/** A dump kept in memory. */
async function dumpOf({ postgres }: TemporaryStore): Promise<{ dump: Dump; rows: Map<string, string[]> }> {
  const rows = new Map<string, string[]>();
  const dump = await dumpTables(postgres.connection, async ({ schema, name }) => {
    const lines: string[] = [];
    rows.set(`${schema}.${name}`, lines);
    return { row: async (text) => void lines.push(text), close: async () => undefined };
  });
  return { dump, rows };
}

async function* each(lines: readonly string[]): AsyncIterable<string> {
  yield* lines;
}

test('every row of every table comes back as it was, and numbering goes on behind the last', async () => {
  const { store } = from;
  await household(store, 'box-a', { 'owner-a': ['a1', 'a2'] }, 1);
  const position = { lat: 40.41681234567891, lon: -3.7038 };
  await store.consents.put(await consent('owner-a', 1, [terms('a1', 'box-a', position)]));
  await store.incidents.accept(await incident('i1', 1, { place: AWKWARD }));
  await store.looks.create(look(1, [lookCamera('a1', 'owner-a', { distanceM: 0.1 + 0.2, label: AWKWARD })]));
  expect(await store.looks.recordOutcome(await outcome(1, 'a1', 'opened'))).toBe('stored');
  await store.log.append(
    0,
    [
      {
        index: 0,
        leaf: Uint8Array.from({ length: 300 }, (_, n) => n % 256),
        leafHash: new Uint8Array(32).fill(200),
        kind: 'incident',
        subject: AWKWARD,
        record: { recordKey: 'k', disclosures: [AWKWARD] },
        owes: [{ subject: 'later', what: 'outcome', day: null }],
      },
    ],
    [new Uint8Array(32).fill(7)],
  );
  await store.jobs.enqueue('notice', { text: AWKWARD }, { key: 'one', runAt: Date.UTC(2031, 1, 2, 3) });
  await store.audit.append({ at: 1, actor: 'a', act: 'b', subject: 'c', detail: AWKWARD });
  await store.audit.append({ at: 2, actor: 'a', act: 'b', subject: 'c', detail: '' });

  const { dump, rows } = await dumpOf(from);
  for (const name of [
    'camera',
    'consent',
    'incident_statement',
    'look_camera',
    'outcome',
    'log_leaf',
    'log_owed',
    'audit',
  ])
    expect([name, (rows.get(`public.${name}`)?.length ?? 0) > 0]).toEqual([name, true]);
  await loadTables(to.postgres.connection, dump, ({ schema, name }) =>
    each(rows.get(`${schema}.${name}`) ?? []),
  );

  const again = await dumpOf(to);
  expect(Object.fromEntries(again.rows)).toEqual(Object.fromEntries(rows));
  expect(again.dump).toEqual(dump);
  expect(await to.store.cameras.ofOwner('owner-a' as OwnerId)).toEqual(
    await store.cameras.ofOwner('owner-a' as OwnerId),
  );
  expect(await to.store.log.rows(0, 1)).toEqual(await store.log.rows(0, 1));
  expect(await to.store.vitals()).toMatchObject({ jobs: { due: 0, later: 1, failed: 0 } });
  await to.store.audit.append({ at: 3, actor: 'a', act: 'b', subject: 'c', detail: '' });
  const { rows: audit } = await to.store.audit.page(null, 10);
  expect(audit.map(({ seq }) => seq)).toEqual([3, 2, 1]);
});

test('a database that holds a row takes no dump, and what it holds stays', async () => {
  const { dump, rows } = await dumpOf(from);
  const before = await dumpOf(to);
  const load = loadTables(to.postgres.connection, dump, ({ schema, name }) =>
    each(rows.get(`${schema}.${name}`) ?? []),
  );
  await expect(load).rejects.toMatchObject({ code: 'not-empty' });
  expect((await dumpOf(to)).rows).toEqual(before.rows);
});

test('rows written while a dump is read are not in it: it is one moment', async () => {
  const ids: string[] = [];
  let wrote = false;
  await dumpTables(from.postgres.connection, async ({ name }) => ({
    row: async (text) => {
      if (name === 'audit') ids.push(text);
      if (wrote) return;
      wrote = true;
      await from.store.audit.append({ at: 9, actor: 'meanwhile', act: 'b', subject: 'c', detail: '' });
    },
    close: async () => undefined,
  }));
  expect(ids).toHaveLength(2);
  expect((await from.store.audit.page(null, 10)).rows).toHaveLength(3);
  expect(ids.join()).not.toContain('meanwhile');
});
