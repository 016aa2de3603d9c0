import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, chown, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { StoreError } from '@porchlight/hub-core';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openHubStore } from '../open-hub-store.ts';
import { commandLine, identify } from './process-identity.ts';
import { startEmbeddedPostgres } from './start-embedded-postgres.ts';

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const asRoot = process.getuid?.() === 0;
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'porchlight-crash-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Every running process whose command line names the folder. */
async function processesOf(dataDir: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(pids.map((pid) => commandLine(Number(pid))));
  return lines.filter((line) => line.includes(`-D ${dataDir} `));
}

const KILLS = 12;

test('twelve kills of PostgreSQL while many write: no acknowledged row is lost, no transaction is half there', async () => {
  const dataDir = join(folder, 'postgres');
  const postgres = await startEmbeddedPostgres({ dataDir, log });
  const store = await openHubStore({ connection: postgres.connection, log });
  const acknowledged: number[] = [];
  const faults: unknown[] = [];
  let writing = true;
  const write = async (writer: number): Promise<void> => {
    for (let n = writer * 1e6 + 1; writing; n++)
      try {
        await store.transaction(async (tx) => {
          await tx.audit.append({ at: n, actor: 'w', act: 'write', subject: 's', detail: '' });
          await tx.trust.put('policy', { version: n, hash: `${n}`, envelope: ENVELOPE }, n);
        });
        acknowledged.push(n);
      } catch (error) {
        if (!(error instanceof StoreError) || error.code !== 'unavailable') faults.push(error);
      }
  };
  const writers = [1, 2, 3, 4].map(write);
  for (let kill = 0; kill < KILLS; kill++) {
    const before = acknowledged.length;
    await vi.waitFor(() => expect(acknowledged.length).toBeGreaterThan(before + 20), { timeout: 20_000 });
    process.kill(postgres.pid, 'SIGKILL');
  }
  await vi.waitFor(() => expect(store.ready()).resolves.toBe(true), { timeout: 20_000 });
  writing = false;
  await Promise.all(writers);
  expect(faults).toEqual([]);
  const audited = await auditedNumbers(store);
  const put = (await store.trust.all('policy')).map((row) => row.version);
  expect(acknowledged.filter((n) => !audited.has(n))).toEqual([]);
  expect(new Set(put)).toEqual(audited);
  expect(acknowledged.length).toBeGreaterThan(KILLS * 20);
  await store.close();
  await postgres.close();
  expect(await processesOf(dataDir)).toEqual([]);
});

const ENVELOPE = { payloadType: 'p', payload: '', signatures: [] };

async function auditedNumbers(store: Awaited<ReturnType<typeof openHubStore>>): Promise<Set<number>> {
  const numbers = new Set<number>();
  for (let before: number | null = null, first = true; first || before !== null; first = false) {
    const page = await store.audit.page(before, 1000);
    for (const row of page.rows) numbers.add(row.at);
    before = page.next;
  }
  return numbers;
}

/** Starts the server in a process of its own, as another user where told; resolves with what it printed. */
async function startChild(
  dataDir: string,
  options: { watch?: string; uid?: number } = {},
): Promise<{ child: ChildProcess; said: string }> {
  const script = fileURLToPath(new URL('../testing/embedded-child.ts', import.meta.url));
  const command = [process.execPath, '--import', 'tsx', '--conditions=source', script, dataDir];
  if (options.watch !== undefined) command.push(options.watch);
  if (options.uid !== undefined)
    command.unshift('setpriv', `--reuid=${options.uid}`, `--regid=${options.uid}`, '--clear-groups');
  const [program = '', ...args] = command;
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const said = await new Promise<string>((resolve, reject) => {
    child.stdout?.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the child ended with ${code}`)));
  });
  return { child, said };
}

async function gone(pid: number): Promise<void> {
  for (let waited = 0; waited < 10_000; waited += 20) {
    if ((await identify(pid)) === undefined) return;
    await delay(20);
  }
  throw new Error(`process ${pid} still runs`);
}

test.each(['setpriv', 'watcher'])(
  'a hub killed with SIGKILL leaves no PostgreSQL behind (%s), and the next start works',
  async (watch) => {
    const dataDir = join(folder, 'postgres');
    const { child, said } = await startChild(dataDir, { watch });
    const pid = Number(said);
    expect(await commandLine(pid)).toContain('postgres');
    child.kill('SIGKILL');
    await gone(pid);
    expect(await processesOf(dataDir)).toEqual([]);
    const postgres = await startEmbeddedPostgres({ dataDir, log });
    await postgres.close();
  },
);

const ORDINARY_UID = 1;

test.runIf(asRoot)(
  'it runs as an ordinary user, who keeps the folder also when root starts it later',
  async () => {
    const state = join(folder, 'state');
    await mkdir(state);
    await chown(state, ORDINARY_UID, ORDINARY_UID);
    await chmod(folder, 0o755);
    const dataDir = join(state, 'postgres');
    const { child, said } = await startChild(dataDir, { uid: ORDINARY_UID });
    expect(Number(said)).toBeGreaterThan(1);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    const postgres = await startEmbeddedPostgres({ dataDir, log });
    await postgres.close();
    const again = await startChild(dataDir, { uid: ORDINARY_UID });
    expect(Number(again.said)).toBeGreaterThan(1);
    again.child.kill('SIGKILL');
    await gone(Number(again.said));
  },
);

test.runIf(asRoot)("an ordinary user does not get at another user's database", async () => {
  const state = join(folder, 'state');
  await mkdir(state, { mode: 0o777 });
  await chmod(state, 0o777);
  await chmod(folder, 0o755);
  const dataDir = join(state, 'postgres');
  await (await startEmbeddedPostgres({ dataDir, log })).close();
  expect((await startChild(dataDir, { uid: ORDINARY_UID })).said).toBe('other-owner');
});
