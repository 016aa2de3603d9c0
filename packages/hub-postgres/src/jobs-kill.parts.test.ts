import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startEmbeddedPostgres } from './embedded/start-embedded-postgres.ts';
import { openHubStore } from './open-hub-store.ts';

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const KILLS = 4;
let folder: string;
const unhandled: unknown[] = [];
const note = (error: unknown): void => void unhandled.push(error);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'porchlight-jobs-'));
  process.on('unhandledRejection', note);
});
afterEach(async () => {
  process.off('unhandledRejection', note);
  await rm(folder, { recursive: true, force: true });
});

test('PostgreSQL killed while a job fails and another succeeds does not end the hub, and no job is left', async () => {
  const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), log });
  const store = await openHubStore({ connection: postgres.connection, log });
  const begun = new Set<number>();
  // Either job kills the server itself, so that the runner's own note of the result may find nobody.
  const act = (n: number, fails: boolean): void => {
    if (begun.has(n)) return;
    begun.add(n);
    process.kill(postgres.pid, 'SIGKILL');
    if (fails) throw new Error('the first try fails');
  };
  const runner = await store.startJobs({
    failing: async (payload) => act((payload as { n: number }).n, true),
    passing: async (payload) => act((payload as { n: number }).n, false),
  });
  for (let n = 0; n < KILLS; n++) {
    const enqueue = () =>
      store.jobs.enqueue(n % 2 === 0 ? 'failing' : 'passing', { n }, { key: `job-${n}` }).then(
        () => true,
        () => false,
      );
    await vi.waitFor(async () => expect(await enqueue()).toBe(true), { timeout: 20_000 });
    const left = async () => {
      const { due, later } = (await store.vitals()).jobs;
      return { begun: begun.has(n), left: due + later };
    };
    await vi.waitFor(() => expect(left()).resolves.toEqual({ begun: true, left: 0 }), {
      timeout: 20_000,
      interval: 50,
    });
  }
  expect(unhandled).toEqual([]);
  await runner.close();
  await store.close();
  await postgres.close();
}, 60_000);
