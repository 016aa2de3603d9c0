import type { HubStore } from '@porchlight/hub-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openHubStore } from '../open-hub-store.ts';
import { incident } from '../testing/fixtures.ts';
import { openTemporaryStore, type TemporaryStore } from '../testing/temporary-store.ts';

const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };
const LEASE_MS = 60_000;

let temporary: TemporaryStore;
let a: HubStore;
let b: HubStore & { close(): Promise<void> };
beforeAll(async () => {
  temporary = await openTemporaryStore();
  a = temporary.store;
  b = await openHubStore({ connection: temporary.postgres.connection, log: SILENT });
});
afterAll(async () => {
  await b?.close();
  await temporary?.close();
});

const beat = (store: HubStore, mayLead = true, leaseMs = LEASE_MS) =>
  store.nodes.beat(`http://127.0.0.1/${store.nodes.self}`, leaseMs, mayLead);

async function until(test: () => boolean): Promise<void> {
  for (const end = performance.now() + 30_000; !test(); ) {
    if (performance.now() > end) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

test('alone, a hub leads and nothing is told', async () => {
  expect(await beat(a)).toEqual({ others: [], lead: a.nodes.self });
  await a.incidents.accept(await incident('alone', 1));
  expect(await b.nodes.news()).toEqual([]);
});

test('a second hub sees the first and does not lead', async () => {
  const { self } = a.nodes;
  const others = [{ nodeId: self, address: `http://127.0.0.1/${self}` }];
  expect(await beat(b)).toEqual({ others, lead: self });
});

test('what one changes is told to the other, not to itself, in the transaction of the change', async () => {
  let calls = 0;
  const stop = b.onNews(() => {
    calls += 1;
  });
  // The first call is for what may have been missed before.
  await until(() => calls > 0);
  await a.incidents.accept(await incident('inc-1', 1));
  await until(() => calls > 1);
  await stop();
  const [news] = await b.nodes.news();
  expect(news).toMatchObject({ what: 'incident', subject: 'inc-1' });
  expect((await a.nodes.news()).filter(({ subject }) => subject === 'inc-1')).toEqual([]);
  await expect(
    a.transaction(async (stores) => {
      await stores.incidents.accept(await incident('undone', 1));
      throw new Error('undone');
    }),
  ).rejects.toThrow('undone');
  expect((await b.nodes.news()).filter(({ subject }) => subject === 'undone')).toEqual([]);
});

test('the lead is taken once from a hub that is gone, and given up for the next', async () => {
  expect(
    await Promise.all([b.nodes.takeLead(a.nodes.self, LEASE_MS), b.nodes.takeLead(a.nodes.self, LEASE_MS)]),
  ).toEqual(expect.arrayContaining([true, false]));
  expect((await beat(a)).lead).toBe(b.nodes.self);
  await b.nodes.leave(false);
  expect((await beat(b, false)).lead).not.toBe(b.nodes.self);
  expect((await beat(a)).lead).toBe(a.nodes.self);
});

test('a lease that has run out is no life, and its lead is free', async () => {
  await beat(a, true, 1);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await beat(b)).toEqual({ others: [], lead: b.nodes.self });
});
