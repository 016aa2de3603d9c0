import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chown, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openHubStore } from './open-hub-store.ts';
import { openTemporaryStore, type TemporaryStore } from './testing/temporary-store.ts';

// The sequence of docs/operations.md, “More than one machine”, with the tools of Debian's postgresql-15.
const BIN = '/usr/lib/postgresql/15/bin';
const NOBODY = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined };
const run = promisify(execFile);

let temporary: TemporaryStore;
let standby: ChildProcess | undefined;
let dir: string;

beforeAll(async () => {
  temporary = await openTemporaryStore();
  dir = join(dirname(socketOf(temporary)), 'standby');
  await mkdir(dir, { mode: 0o700 });
  if (NOBODY.uid !== undefined) await chown(dir, NOBODY.uid, NOBODY.gid);
});
afterAll(async () => {
  const gone = standby && new Promise((resolve) => standby?.once('exit', resolve));
  standby?.kill('SIGINT');
  await gone;
  await temporary.close();
});

function socketOf({ postgres }: TemporaryStore): string {
  if (postgres.connection.kind !== 'socket') throw new Error('the embedded server uses a socket');
  return postgres.connection.socketDir;
}

const tool = (name: string, ...args: string[]) => run(join(BIN, name), args, { ...NOBODY, cwd: '/' });

async function until(what: string, test: () => Promise<boolean>): Promise<void> {
  for (const end = performance.now() + 40_000; !(await test().catch(() => false)); ) {
    if (performance.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function asked<T>(host: string, port: number, sql: string): Promise<T[]> {
  const client = new pg.Client({ host, port, user: 'postgres', database: 'postgres' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows as T[];
  } finally {
    await client.end();
  }
}

test.skipIf(!existsSync(join(BIN, 'pg_basebackup')))(
  'a standby of a Debian server streams from the embedded one; killed and promoted, no acknowledged row is lost and a hub writes on',
  async () => {
    const socket = socketOf(temporary);
    const row = (n: number) => ({ at: n, actor: 'test', act: 'write', subject: 's', detail: `${n}` });
    await temporary.store.audit.append(row(0));
    await tool(
      'pg_basebackup',
      '-h',
      socket,
      '-U',
      'postgres',
      '-D',
      dir,
      '-c',
      'fast',
      '-X',
      'stream',
      '-R',
      '-C',
      '-S',
      'standby1',
    );
    const options = ['-p', '5433', '-c', 'listen_addresses=', '-c', `unix_socket_directories=${dir}`];
    standby = spawn(join(BIN, 'postgres'), ['-D', dir, ...options, '-c', 'max_connections=60'], {
      ...NOBODY,
      cwd: '/',
      stdio: 'ignore',
    });
    const streaming = `select 1 from pg_stat_replication where state = 'streaming'`;
    await until('the standby to stream', async () => (await asked(socket, 5432, streaming)).length === 1);
    await asked(socket, 5432, `alter system set synchronous_standby_names = '*'`);
    await asked(socket, 5432, 'select pg_reload_conf()');
    const sync = `select 1 from pg_stat_replication where sync_state = 'sync'`;
    await until('the standby to count', async () => (await asked(socket, 5432, sync)).length === 1);

    const acknowledged: number[] = [];
    let killed = false;
    const writing = (async () => {
      for (let n = 1; !killed; n++) {
        await temporary.store.audit.append(row(n));
        acknowledged.push(n);
      }
    })().catch(() => undefined);
    await until('some rows', async () => acknowledged.length > 100);
    process.kill(temporary.postgres.pid, 'SIGKILL');
    killed = true;
    await Promise.all([writing, temporary.postgres.close()]);

    const start = performance.now();
    await tool('pg_ctl', 'promote', '-D', dir, '-w');
    const url = `postgres://porchlight@${encodeURIComponent(dir)}:5433/porchlight`;
    const store = await openHubStore({ connection: { kind: 'url', url }, log: SILENT });
    const next = await store.audit.append(row(1_000_000));
    const took = performance.now() - start;
    const held = new Set<string>();
    for (let before: number | null = null, more = true; more; ) {
      const page = await store.audit.page(before, 200);
      for (const { detail } of page.rows) held.add(detail);
      before = page.next;
      more = before !== null;
    }
    await store.close();
    expect(acknowledged.filter((n) => !held.has(`${n}`))).toEqual([]);
    expect(next).toBeGreaterThan(acknowledged.length);
    expect(took).toBeLessThan(10_000);
    console.log(
      `${acknowledged.length} rows acknowledged, 0 lost, writing again ${Math.round(took)} ms after the order to promote`,
    );
  },
);
