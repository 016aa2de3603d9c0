import { appendFile, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cosigner, openPublicLog, type PublicLog, publicLogPorts } from '@porchlight/hub-core';
import { openHubStore } from '@porchlight/hub-postgres';
import { readStatement } from '@porchlight/statements';
import { makeProgramme, TEST_NOW, type TestProgramme } from '@porchlight/testkit';
import { fromBase64, toBase64 } from '@porchlight/translog';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { joinWithGateway, signInPerson } from '../../test/callers.ts';
import { playedWitness } from '../../test/played-witness.ts';
import { startTestHub, type TestHub } from '../../test/test-hub.ts';
import { backupHub } from './backup-hub.ts';
import { existingDatabase } from './database-of.ts';
import type { Manifest } from './manifest.ts';
import { restoreHub } from './restore-hub.ts';

const QUIET = { info: () => undefined, warn: () => undefined, error: () => undefined };

let folder: string;
let programme: TestProgramme;
let hub: TestHub;
let programmeDir: string;
let manifest: Manifest;
const backup = () => join(folder, 'backup');

async function report(): Promise<void> {
  const now = hub.clock.now();
  const id = `incident-${now}` as never;
  const envelope = await programme.incident({ incidentId: id, reportedAt: now, issuedAt: now });
  expect((await hub.call('POST', '/api/intake/incidents', { origin: null, body: { envelope } })).status).toBe(
    202,
  );
}

async function untilSize(least: number): Promise<void> {
  for (let n = 0; n < 200 && (hub.hub.publicLog.sealer.newest?.size ?? 0) < least; n++)
    await new Promise((later) => setTimeout(later, 25));
  expect(hub.hub.publicLog.sealer.newest?.size).toBeGreaterThanOrEqual(least);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'porchlight-backup-'));
  programme = await makeProgramme({ synthetic: true });
  hub = await startTestHub(programme, TEST_NOW);
  programmeDir = join(folder, 'programme');
  await mkdir(join(programmeDir, 'keys'), { recursive: true });
  const { root, programme: statement, policy } = programme.envelopes;
  const trust = { schema: 'porchlight/trust/v1', root, programme: statement, policy };
  await writeFile(join(programmeDir, 'trust.json'), JSON.stringify(trust));
  const key = { schema: 'porchlight/key/v1', use: 'log', kind: 'ed25519', ...programme.logKeys.pair };
  await writeFile(join(programmeDir, 'keys', 'log.json'), JSON.stringify(key));
  await writeFile(join(programmeDir, 'keys', 'root-1.json'), 'is kept offline');
  await hub.call('POST', '/api/start', { body: { roster: programme.envelopes.roster } });
  await signInPerson(hub, 'console', programme.operator);
  (await joinWithGateway(hub)).hangUp();
  await report();
  await untilSize(5);
  manifest = await backupHub({ folder: backup(), stateDir: hub.stateDir, programmeDir });
});
afterAll(async () => {
  await hub.close();
  await rm(folder, { recursive: true, force: true });
});

const rowsOf = ({ files }: Manifest) =>
  Object.fromEntries(files.filter(({ path }) => path.startsWith('database/')).map((f) => [f.path, f.sha256]));

function freshWitnesses(): Promise<Cosigner[]> {
  const { witnesses, log } = programme.logKeys;
  return Promise.all(witnesses.map((one) => playedWitness(one, log.key, hub.clock)));
}

/** Opens the public log of a state folder as its hub would. */
async function withLog<T>(
  stateDir: string,
  look: (log: PublicLog) => Promise<T>,
  witnesses?: readonly Cosigner[],
): Promise<T> {
  const root = await readStatement('root', programme.envelopes.root);
  if (root.kind === 'refused') throw new Error(root.detail);
  const database = await existingDatabase(stateDir, undefined, QUIET);
  const store = await openHubStore({ connection: database.connection, log: QUIET });
  const ports = await publicLogPorts(root.value.statement.log.policy, programme.logKeys.pair, stateDir);
  const cosigners = witnesses ?? (await freshWitnesses());
  const log = await openPublicLog(
    { ...ports, cosigners },
    { store: store.log, clock: hub.clock, log: QUIET },
  );
  try {
    return await look(log);
  } finally {
    await log.close();
    await store.close();
    await database.close();
  }
}

describe('a backup of a hub that runs', () => {
  it('holds every table, the public papers and the log key, for its owner’s eyes alone', async () => {
    expect(manifest.tables.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'audit',
        'owner',
        'gateway',
        'incident',
        'log_leaf',
        '_private_jobs',
        'session',
      ]),
    );
    expect(manifest.tables.find(({ name }) => name === 'audit')?.rows).toBeGreaterThan(2);
    const files = manifest.files.map(({ path }) => path);
    expect(files).toEqual(
      expect.arrayContaining(['programme/trust.json', 'programme/keys/log.json', 'last-signed']),
    );
    expect(files.join()).not.toContain('root-1');
    expect((await stat(backup())).mode & 0o777).toBe(0o700);
  });

  it('is restored into an empty folder with the same rows in every table and the same root', async () => {
    const stateDir = join(folder, 'restored');
    const target = join(folder, 'restored-programme');
    const restored = await restoreHub({ folder: backup(), stateDir, programmeDir: target });
    expect(restored.signed).toBeLessThanOrEqual(manifest.log.size);
    const again = join(folder, 'again');
    const second = await backupHub({ folder: again, stateDir, programmeDir: target });
    expect(rowsOf(second)).toEqual(rowsOf(manifest));
    expect(second.tables).toEqual(manifest.tables);
    expect(second.log).toEqual(manifest.log);
  });

  it('goes on signing afterwards: the checkpoint is that of the entries', async () => {
    await withLog(join(folder, 'restored'), async (log) => {
      for (let n = 0; n < 200 && log.sealer.newest === undefined; n++)
        await new Promise((later) => setTimeout(later, 25));
      const [, size, root] = log.sealer.newest?.text.split('\n') ?? [];
      expect([Number(size), root]).toEqual([manifest.log.size, manifest.log.root]);
      expect(toBase64(log.tree.root())).toBe(manifest.log.root);
    });
  });
});

describe('a backup that is older than what was signed', () => {
  it('is restored where the log’s folder survived, says so, and the hub signs nothing', async () => {
    const before = manifest.log.size;
    await report();
    await untilSize(before + 1);
    const stateDir = join(folder, 'older');
    await cp(join(hub.stateDir, 'log'), join(stateDir, 'log'), { recursive: true });
    const restored = await restoreHub({
      folder: backup(),
      stateDir,
      programmeDir: join(folder, 'older-programme'),
    });
    expect(restored.signed).toBeGreaterThan(before);
    await withLog(stateDir, async (log) => {
      expect(log.sealer.state).toMatchObject({
        kind: 'refused',
        sentence: expect.stringMatching(/it is an older copy.*restore the newest copy/),
      });
      expect(log.sealer.newest).toBeUndefined();
    });
  });

  it('gets no quorum where nothing survived: the witnesses have seen more', async () => {
    const [newer, newerState, olderState] = ['newer', 'newer-state', 'older-state'].map((name) =>
      join(folder, name),
    );
    if (!newer || !newerState || !olderState) throw new Error('three folders');
    const { log } = await backupHub({ folder: newer, stateDir: hub.stateDir, programmeDir });
    expect(log.size).toBeGreaterThan(manifest.log.size);
    await restoreHub({ folder: newer, stateDir: newerState, programmeDir: join(folder, 'newer-programme') });
    await restoreHub({ folder: backup(), stateDir: olderState, programmeDir: join(folder, 'older-again') });
    const witnesses = await freshWitnesses();
    const published = (opened: PublicLog) => opened.sealer.newest?.size;
    await withLog(newerState, (opened) => expect.poll(() => published(opened)).toBe(log.size), witnesses);
    await withLog(
      olderState,
      async (opened) => {
        await expect.poll(() => opened.sealer.state.kind).toBe('waiting');
        await new Promise((later) => setTimeout(later, 1000));
        expect([opened.sealer.state.kind, published(opened)]).toEqual(['waiting', undefined]);
      },
      witnesses,
    );
  });

  it('of another log is not restored over what was signed', async () => {
    const stateDir = join(folder, 'foreign');
    await mkdir(join(stateDir, 'log'), { recursive: true });
    const [size = '', root = '', key = ''] = (await readFile(join(backup(), 'last-signed'), 'utf8')).split(
      '\n',
    );
    const other = fromBase64(root) ?? new Uint8Array(32);
    other[0] = (other[0] ?? 0) ^ 1;
    await writeFile(join(stateDir, 'log', 'last-signed'), `${size}\n${toBase64(other)}\n${key}\n`);
    const target = join(folder, 'foreign-programme');
    // The copy in the backup is of the same size: what the state folder says counts.
    const attempt = restoreHub({ folder: backup(), stateDir, programmeDir: target });
    await expect(attempt).rejects.toMatchObject({ code: 'log' });
    expect(await readdir(stateDir)).toEqual(['log']);
  });
});

describe('a backup that is not whole', () => {
  const spoilt = async (name: string, spoil: (dir: string) => Promise<unknown>) => {
    const dir = join(folder, `spoilt-${name}`);
    await cp(backup(), dir, { recursive: true });
    await spoil(dir);
    const stateDir = join(folder, `state-${name}`);
    return restoreHub({ folder: dir, stateDir, programmeDir: join(folder, `programme-${name}`) }).then(
      () => 'restored',
      (error: { code?: string; message: string }) => `${error.code}: ${error.message}`,
    );
  };

  it.each<[string, (dir: string) => Promise<unknown>, RegExp]>([
    [
      'letter',
      (dir) => appendFile(join(dir, 'database', 'public.audit.jsonl'), ' '),
      /^damaged: .*audit.* not what was written/,
    ],
    ['file', (dir) => rm(join(dir, 'database', 'public.owner.jsonl')), /^damaged: .*lacks its file .*owner/],
    [
      'more',
      (dir) => writeFile(join(dir, 'database', 'extra.jsonl'), ''),
      /^damaged: .*extra.* does not belong/,
    ],
    ['manifest', (dir) => rm(join(dir, 'manifest.json')), /^damaged: There is no whole backup/],
    [
      'root',
      (dir) => editManifest(dir, (m) => ({ ...m, log: { ...m.log, root: toBase64(new Uint8Array(32)) } })),
      /^damaged: .*root of its manifest/,
    ],
    [
      'release',
      (dir) => editManifest(dir, (m) => ({ ...m, migrations: [...m.migrations, '0999-later'] })),
      /^other-version: .*another release/,
    ],
    [
      'climb',
      (dir) =>
        editManifest(dir, (m) => ({
          ...m,
          files: [...m.files, { path: '../x', bytes: 0, sha256: '0'.repeat(64) }],
        })),
      /^damaged/,
    ],
  ])('(%s) is refused with the reason, and nothing is left', async (name, spoil, sentence) => {
    expect(await spoilt(name, spoil)).toMatch(sentence);
    await expect(readdir(join(folder, `programme-${name}`))).rejects.toThrow('ENOENT');
    await expect(readdir(join(folder, `state-${name}`, 'postgres'))).rejects.toThrow('ENOENT');
  });

  it('is never left half written under its name, nor written over another', async () => {
    const taken = backupHub({ folder: backup(), stateDir: hub.stateDir, programmeDir });
    await expect(taken).rejects.toMatchObject({ code: 'folder' });
    const nowhere = backupHub({ folder: join(folder, 'x'), stateDir: join(folder, 'nothing'), programmeDir });
    await expect(nowhere).rejects.toMatchObject({ code: 'folder' });
    expect((await readdir(folder)).filter((name) => name.includes('partial') || name === 'x')).toEqual([]);
  });

  it('does not go over a database that is there', async () => {
    const again = restoreHub({
      folder: backup(),
      stateDir: join(folder, 'restored'),
      programmeDir: join(folder, 'third'),
    });
    await expect(again).rejects.toMatchObject({ code: 'not-empty' });
  });
});

async function editManifest(dir: string, edit: (manifest: Manifest) => Manifest): Promise<void> {
  const path = join(dir, 'manifest.json');
  await writeFile(path, JSON.stringify(edit(JSON.parse(await readFile(path, 'utf8')) as Manifest)));
}
