import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { APPLICATION_ROLE } from './application-role.ts';
import { binariesOf } from './binaries.ts';
import { commandLine, identify } from './process-identity.ts';
import { SOCKET_PATH_LIMIT, socketPath } from './server-process.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './start-embedded-postgres.ts';

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const asRoot = process.getuid?.() === 0;
let folder: string;
const running: EmbeddedPostgres[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'porchlight-embedded-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all(running.splice(0).map((postgres) => postgres.close()));
  await rm(folder, { recursive: true, force: true });
});

async function start(dataDir: string): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({ dataDir, log });
  running.push(postgres);
  return postgres;
}

async function ask(postgres: EmbeddedPostgres, query: string): Promise<unknown[]> {
  const { connection } = postgres;
  if (connection.kind !== 'socket') throw new Error('the embedded server uses a socket');
  const { socketDir: host, user, database } = connection;
  const client = new pg.Client({ host, user, database });
  await client.connect();
  try {
    return (await client.query({ text: query, rowMode: 'array' })).rows.flat();
  } finally {
    await client.end();
  }
}

test('it listens on no network, keeps every safeguard of the data on, and gives the hub no administrator', async () => {
  const postgres = await start(join(folder, 'state/postgres'));
  for (const [setting, value] of Object.entries({
    listen_addresses: '',
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    data_checksums: 'on',
    lc_collate: 'C',
    server_encoding: 'UTF8',
  }))
    expect(await ask(postgres, `show ${setting}`), setting).toEqual([value]);
  expect(
    await ask(postgres, 'select current_user, usesuper from pg_user where usename = current_user'),
  ).toEqual([APPLICATION_ROLE, false]);
  const data = await stat(join(folder, 'state/postgres'));
  expect(data.mode & 0o077).toBe(0);
  if (asRoot) expect(data.uid).not.toBe(0);
});

test('what was written is there after a stop and a further start, and a stop leaves no process and no lock', async () => {
  const dataDir = join(folder, 'postgres');
  const first = await startEmbeddedPostgres({ dataDir, log });
  await ask(first, 'create table kept as select 42 as n');
  await first.close();
  expect(await identify(first.pid)).toBeUndefined();
  expect((await readdir(folder)).filter((name) => name !== 'postgres')).toEqual([]);
  expect(await ask(await start(dataDir), 'select n from kept')).toEqual([42]);
});

test('a second hub on the same folder is refused, one after a hub that was killed is not', async () => {
  const dataDir = join(folder, 'postgres');
  await writeFile(`${dataDir}.lock`, JSON.stringify({ pid: process.pid, startedAt: '1' }));
  await start(dataDir);
  await expect(startEmbeddedPostgres({ dataDir, log })).rejects.toMatchObject({ code: 'in-use' });
});

test('a folder that holds something else, or the data of another version, is left alone', async () => {
  const other = join(folder, 'other');
  await mkdir(other);
  await writeFile(join(other, 'letter.txt'), 'mine');
  if (asRoot) await chmod(other, 0o755);
  await expect(startEmbeddedPostgres({ dataDir: other, log })).rejects.toMatchObject({
    code: 'not-a-data-folder',
  });
  await writeFile(join(other, 'PG_VERSION'), '12\n');
  await expect(startEmbeddedPostgres({ dataDir: other, log })).rejects.toMatchObject({
    code: 'other-version',
  });
  expect(await readFile(join(other, 'letter.txt'), 'utf8')).toBe('mine');
});

test('a first start that was cut short leaves nothing that stands in the way of the next', async () => {
  const draft = join(folder, 'postgres.new');
  await mkdir(draft);
  await writeFile(join(draft, 'PG_VERSION'), '15\n');
  expect(await ask(await start(join(folder, 'postgres')), 'select 1')).toEqual([1]);
});

test('a path too long for a Unix socket gets a short one elsewhere, which goes with the server', async () => {
  const dataDir = join(folder, 'long-'.repeat(20), 'postgres');
  expect(socketPath(dataDir).length).toBeGreaterThan(SOCKET_PATH_LIMIT);
  const postgres = await startEmbeddedPostgres({ dataDir, log });
  expect(await ask(postgres, 'select 1')).toEqual([1]);
  const { connection } = postgres;
  await postgres.close();
  const socketDir = connection.kind === 'socket' ? connection.socketDir : '';
  await expect(stat(socketDir)).rejects.toMatchObject({ code: 'ENOENT' });
});

test('a server that an earlier hub left running is stopped, and its data is kept', async () => {
  const dataDir = join(folder, 'postgres');
  const left = await startEmbeddedPostgres({ dataDir, log });
  await ask(left, 'create table kept as select 42 as n');
  // What a killed hub leaves where nothing watched over its server: a running server and a lock without an owner.
  await writeFile(`${dataDir}.lock`, JSON.stringify({ pid: 2 ** 22 + 1, startedAt: '1' }));
  const before = left.pid;
  const stopping = start(dataDir);
  // The first supervisor sees its server stop and would start it again: it is told to end.
  await left.close();
  const postgres = await stopping;
  expect(postgres.pid).not.toBe(before);
  expect(await ask(postgres, 'select n from kept')).toEqual([42]);
});

test.runIf(asRoot)(
  'as root, a home that the server user cannot enter is refused by name and left as it was',
  async () => {
    const home = join(folder, 'home');
    vi.stubEnv('HOME', home);
    await mkdir(home, { mode: 0o700 });
    const starting = startEmbeddedPostgres({ dataDir: join(home, 'state/postgres'), log });
    await expect(starting).rejects.toMatchObject({ code: 'unreachable-folder' });
    await expect(starting).rejects.toThrow(home);
    expect((await stat(home)).mode & 0o777).toBe(0o700);
    expect(await readdir(home)).toEqual([]);
  },
);

test.runIf(asRoot)(
  'binaries below a home that only root may enter run from a copy, with their library links',
  async () => {
    const home = join(folder, 'home');
    await mkdir(join(home, 'package'), { recursive: true, mode: 0o700 });
    await chmod(home, 0o700);
    const shipped = dirname(
      dirname(
        createRequire(import.meta.url).resolve(`@embedded-postgres/${process.platform}-${process.arch}`),
      ),
    );
    await cp(join(shipped, 'native'), join(home, 'package/native'), {
      recursive: true,
      verbatimSymlinks: true,
    });
    const copies = join(folder, 'copies');
    await mkdir(copies);
    const user = { uid: 65_534, gid: 65_534, dropped: true };
    const native = { folder: join(home, 'package'), version: '15.18.0' };
    const binaries = await binariesOf(native, copies, user);
    expect(binaries.postgres).toBe(join(copies, 'postgres-15.18.0/native/bin/postgres'));
    const again = await binariesOf(native, copies, user);
    expect(again).toEqual(binaries);
    expect(await readdir(copies)).toEqual(['postgres-15.18.0']);
    const inPlace = await binariesOf(native, copies, { ...user, dropped: false });
    expect(inPlace.postgres).toBe(join(home, 'package/native/bin/postgres'));
  },
);

test('missing library links are made from the list that the package ships', async () => {
  const native = join(folder, 'native');
  await mkdir(join(native, 'lib'), { recursive: true });
  await writeFile(join(native, 'lib/libpq.so.5.15'), '');
  await symlink('libpq.so.5.15', join(native, 'lib/libpq.so.5'));
  const links = ['libpq.so.5', 'libpq.so'].map((name) => ({
    source: 'native/lib/libpq.so.5.15',
    target: `native/lib/${name}`,
  }));
  await writeFile(join(native, 'pg-symlinks.json'), JSON.stringify(links));
  await binariesOf({ folder, version: '15.0.0' }, folder, { uid: 0, gid: 0, dropped: false });
  expect((await stat(join(native, 'lib/libpq.so'))).isFile()).toBe(true);
});

test('the server runs under the name of its folder, so that a later start can recognise it', async () => {
  const dataDir = join(folder, 'postgres');
  const postgres = await start(dataDir);
  expect(await commandLine(postgres.pid)).toContain(dataDir);
});
