import { readFile } from 'node:fs/promises';
import { StoreError } from '@porchlight/hub-core';
import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openHubStore } from './open-hub-store.ts';
import { openTemporaryStore, type TemporaryStore } from './testing/temporary-store.ts';

let temporary: TemporaryStore;
beforeAll(async () => {
  temporary = await openTemporaryStore();
});
afterAll(() => temporary.close());

const row = (detail: string) => ({ at: 1, actor: 'a', act: 'b', subject: 'c', detail });
const details = async () => (await temporary.store.audit.page(null, 100)).rows.map((entry) => entry.detail);
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

test('a transaction that throws leaves nothing, and its error passes through unchanged', async () => {
  const { store } = temporary;
  const ours = new Error('refused by a rule');
  const work = store.transaction(async (tx) => {
    await tx.audit.append(row('undone'));
    await tx.settings.set('mail-tested-at', '1');
    await tx.jobs.enqueue('undone', {});
    throw ours;
  });
  await expect(work).rejects.toBe(ours);
  expect(await details()).toEqual([]);
  expect(await store.settings.get('mail-tested-at')).toBeUndefined();
});

test('a job enqueued in a transaction runs when it commits and never when it does not', async () => {
  const { store } = temporary;
  const ran: unknown[] = [];
  const runner = await store.startJobs({
    note: async (payload) => void ran.push(payload),
    undone: async () => void ran.push('undone'),
  });
  await store.transaction(async (tx) => {
    await tx.audit.append(row('kept'));
    await tx.jobs.enqueue('note', { n: 1 });
  });
  await store
    .transaction(async (tx) => {
      await tx.jobs.enqueue('note', { n: 2 });
      throw new Error('rolled back');
    })
    .catch(() => undefined);
  await store.jobs.enqueue('note', { n: 3 });
  // Several run at once, so that the second may come first.
  await vi.waitFor(() => expect(ran).toHaveLength(2), { timeout: 20_000 });
  await runner.close();
  expect(ran).toEqual(expect.arrayContaining([{ n: 1 }, { n: 3 }]));
  expect(ran).toHaveLength(2);
  expect(await details()).toEqual(['kept']);
});

test('a job of a key replaces the one that waits, one for later waits, and one that fails is tried again', async () => {
  const { store } = temporary;
  const later = Date.now() + 3_600_000;
  await store.jobs.enqueue('keyed', { n: 1 }, { key: 'subject', runAt: later });
  await store.jobs.enqueue('keyed', { n: 2 }, { key: 'subject' });
  await store.jobs.enqueue('keyed', { n: 3 }, { runAt: later });
  await store.jobs.enqueue('flaky', {});
  const ran: unknown[] = [];
  let failures = 0;
  const runner = await store.startJobs({
    keyed: async (payload) => void ran.push(payload),
    flaky: async () => {
      if (failures++ === 0) throw new Error('the first attempt fails');
      ran.push('flaky');
    },
  });
  await vi.waitFor(() => expect(ran).toEqual([{ n: 2 }, 'flaky']), { timeout: 20_000 });
  await runner.close();
});

test('a job that a killed hub had begun runs again at the next start', async () => {
  const { store } = temporary;
  await store.jobs.enqueue('begun', {});
  const client = new pg.Client(adminOf(temporary));
  await client.connect();
  const locked = await client.query(
    "update graphile_worker._private_jobs set locked_at = now(), locked_by = 'worker-gone' where attempts = 0 and run_at <= now()",
  );
  await client.end();
  expect(locked.rowCount).toBe(1);
  const ran: unknown[] = [];
  const runner = await store.startJobs({ begun: async () => void ran.push('begun') });
  await vi.waitFor(() => expect(ran).toEqual(['begun']), { timeout: 20_000 });
  await runner.close();
});

test('the store and its job runner go on after the database was killed', async () => {
  const { store, postgres } = temporary;
  const ran: unknown[] = [];
  const runner = await store.startJobs({ after: async (payload) => void ran.push(payload) });
  for (let kill = 0; kill < 3; kill++) {
    const before = postgres.pid;
    process.kill(before, 'SIGKILL');
    await vi.waitFor(() => expect(postgres.pid).not.toBe(before), { timeout: 20_000, interval: 5 });
    // A call made while it restarts waits for a connection; on a machine so busy that the wait is not enough, it wrote nothing.
    await vi.waitFor(() => store.audit.append(row(`after kill ${kill}`)), { timeout: 30_000 });
  }
  await store.jobs.enqueue('after', { n: 1 });
  await vi.waitFor(() => expect(ran).toEqual([{ n: 1 }]), { timeout: 20_000 });
  await runner.close();
  expect(await details()).toEqual(['after kill 2', 'after kill 1', 'after kill 0', 'kept']);
});

test('a statement the database refuses and a server that is not there are told apart', async () => {
  const { store } = temporary;
  const tooLong = store.settings.set('mail-tested-at', 'x'.repeat(1001));
  await expect(tooLong).rejects.toMatchObject({ name: 'StoreError', code: 'rejected' });
  const nowhere = { kind: 'url' as const, url: 'postgres://nobody@127.0.0.1:1/none' };
  const opening = openHubStore({ connection: nowhere, log: silent });
  await expect(opening).rejects.toMatchObject({ code: 'unavailable' });
  await expect(opening).rejects.toBeInstanceOf(StoreError);
});

test('readiness says false within seconds while the server hangs, and true again after', async () => {
  const { store, postgres } = temporary;
  expect(await store.ready()).toBe(true);
  const { connection } = postgres;
  const other = await openHubStore({ connection, log: silent });
  const processes = await postgresProcesses(postgres.pid);
  signalAll(processes, 'SIGSTOP');
  const ready = await other.ready();
  signalAll(processes, 'SIGCONT');
  expect(ready).toBe(false);
  expect(await other.ready()).toBe(true);
  await other.close();
}, 30_000);

async function postgresProcesses(postmaster: number): Promise<number[]> {
  const children = await readFile(`/proc/${postmaster}/task/${postmaster}/children`, 'utf8');
  return [postmaster, ...children.trim().split(' ').map(Number)];
}

function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids)
    try {
      process.kill(pid, signal);
    } catch {
      // One of the server's helpers came and went.
    }
}

function adminOf({ postgres: { connection } }: TemporaryStore): pg.ClientConfig {
  if (connection.kind !== 'socket') throw new Error('the temporary store uses a socket');
  return { host: connection.socketDir, user: 'postgres', database: connection.database };
}
