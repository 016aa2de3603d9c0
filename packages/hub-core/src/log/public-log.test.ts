import { openCheckpoint, parsePolicy, TileReader } from '@porchlight/translog';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { logIdentity } from './log-identity.ts';
import { openPublicLog, type PublicLog } from './public-log.ts';
import { entry, logParties, MemoryFolder, MemoryLogStore, movedClock, SILENT } from './testing/memory-log.ts';

let parties: Awaited<ReturnType<typeof logParties>>;
let store: MemoryLogStore;
let folder: MemoryFolder;
let clock: ReturnType<typeof movedClock>;
const open: PublicLog[] = [];

beforeEach(async () => {
  parties = await logParties();
  store = new MemoryLogStore();
  folder = new MemoryFolder();
  clock = movedClock();
});
afterEach(async () => {
  for (const log of open.splice(0)) await log.close();
});

async function openLog(where = { store, folder }): Promise<PublicLog> {
  const identity = await logIdentity(parties.policyText, parties.own.pair);
  const ports = { identity, folder: where.folder, cosigners: parties.witnesses };
  const log = await openPublicLog(ports, { store: where.store, clock, log: SILENT });
  open.push(log);
  return log;
}

const ensure = (log: PublicLog, n: number) => log.writer.ensure(`entry:${n}`, entry(n));
const ensureAll = (log: PublicLog, from: number, to: number) =>
  Promise.all(Array.from({ length: to - from }, (_, i) => ensure(log, from + i)));

/** Reads the whole public folder as a stranger would, and answers the entries; throws when anything does not hold. */
async function readAsStranger(files = folder): Promise<string[]> {
  const policy = parsePolicy(new TextEncoder().encode(parties.policyText));
  if (policy.kind !== 'policy') throw new Error(policy.problem);
  const verdict = await openCheckpoint((await files.read('checkpoint')) ?? new Uint8Array(), policy.policy);
  if (verdict.kind !== 'trusted') throw new Error(verdict.kind);
  const opened = await TileReader.open(verdict.checkpoint, (path) => files.read(path));
  if (opened.kind !== 'reader') throw new Error(`${opened.kind} ${opened.path}`);
  const entries: string[] = [];
  for (let n = 0; n * 256 < verdict.checkpoint.size; n++) {
    const bundle = await opened.reader.readBundle(n);
    if (bundle.kind !== 'entries') throw new Error(`${bundle.kind} ${bundle.path}`);
    entries.push(...bundle.entries.map((bytes) => new TextDecoder().decode(bytes)));
  }
  return entries;
}

describe('an entry', () => {
  test('resolves when its tree is cosigned by a quorum, and the public files hold it', async () => {
    const log = await openLog();
    const appended = await ensureAll(log, 0, 600);
    expect(appended.map(({ index }) => index)).toEqual(Array.from({ length: 600 }, (_, i) => i));
    expect(appended.every(({ index, size }) => size > index && size <= 600)).toBe(true);
    await log.tiles.idle();
    expect(await readAsStranger()).toHaveLength(600);
  });

  test('is written also when it is asked for in the very moment the last batch ends', async () => {
    const log = await openLog();
    await ensureAll(log, 0, 20);
    // Known subjects: nothing is appended, so that each call comes a chosen few microtasks after the last one's end.
    for (let n = 0; n < 400; n++) {
      await log.writer.commit(`entry:${n % 20}`, entry(0));
      for (let k = 0; k < n % 20; k++) await null;
    }
    expect(log.tree.size).toBe(20);
  });

  test('of one subject is made once, also when asked for again after a restart', async () => {
    const log = await openLog();
    const [a, b] = await Promise.all([ensure(log, 1), ensure(log, 1)]);
    expect(a.index).toBe(b.index);
    await log.close();
    const made: string[] = [];
    const again = await (await openLog()).writer.ensure('entry:1', async () => {
      made.push('made');
      return entry(9)();
    });
    expect([again.index, made, store.stored.length]).toEqual([a.index, [], 1]);
  });

  test('that cannot be made fails alone', async () => {
    const log = await openLog();
    const broken = log.writer.ensure('broken', () => Promise.reject(new Error('no such consent')));
    const good = ensure(log, 1);
    await expect(broken).rejects.toThrow('no such consent');
    expect((await good).index).toBe(0);
  });
});

describe('a hub that dies in the middle of an append and starts again', () => {
  const STEPS = [
    ['before the entries are in the database', () => store.faults.plan('append', 'before')],
    ['after they are, before it knows', () => store.faults.plan('append', 'after')],
    ['before the size it signs is on the disk', () => folder.faults.plan('keep:last-signed', 'before')],
    ['after that, before the signature leaves', () => folder.faults.plan('keep:last-signed', 'after')],
    ['while the files are written', () => folder.faults.plan('write', 'before')],
    ['after the first file', () => folder.faults.plan('write', 'after')],
    ['with no witness in reach', () => parties.witnesses.map((witness) => (witness.mood = 'down'))],
  ] as const;
  test.each(STEPS)('%s: signs one root a size, loses and doubles nothing', async (_name, fail) => {
    const before = await openLog();
    await ensureAll(before, 0, 5);
    fail();
    const pending = ensureAll(before, 3, 9).catch(() => undefined);
    await Promise.race([pending, new Promise((resolve) => setTimeout(resolve, 30))]);
    await before.close();
    for (const witness of parties.witnesses) witness.mood = 'well';
    const after = await openLog();
    await ensureAll(after, 0, 12);
    await after.tiles.idle();
    expect(after.sealer.state).toEqual({ kind: 'ok' });
    expect(store.stored.map((row) => row.subject).sort()).toEqual(
      Array.from({ length: 12 }, (_, i) => `entry:${i}`).sort(),
    );
    expect(await readAsStranger()).toHaveLength(12);
    for (const { seen } of parties.witnesses)
      expect([...seen.values()].map((roots) => roots.size)).toEqual([...seen.values()].map(() => 1));
  });
});

describe('two hubs on one database', () => {
  test('never show a witness two roots of one size, and each entry stands once', async () => {
    const folders = [folder, new MemoryFolder()];
    const [one, two] = await Promise.all(folders.map((each) => openLog({ store, folder: each })));
    await Promise.all([ensureAll(one as PublicLog, 0, 60), ensureAll(two as PublicLog, 30, 90)]);
    expect(new Set(store.stored.map((row) => row.subject)).size).toBe(90);
    expect(store.stored).toHaveLength(90);
    for (const { seen } of parties.witnesses)
      for (const [size, roots] of seen) expect([size, roots.size]).toEqual([size, 1]);
  });
});

describe('witnesses', () => {
  test.each(['down', 'silent', 'rubbish', 'confused'] as const)(
    'one that is %s delays nothing while the others are a quorum',
    async (mood) => {
      const log = await openLog();
      (parties.witnesses[0] as { mood: string }).mood = mood;
      await ensureAll(log, 0, 20);
      expect(log.sealer.state).toEqual({ kind: 'ok' });
    },
  );

  test('when too few answer nothing resolves; once one is back it does', async () => {
    const log = await openLog();
    const [a, b] = parties.witnesses;
    if (a) a.mood = 'down';
    if (b) b.mood = 'rubbish';
    let done = false;
    const appended = ensure(log, 0).then(() => {
      done = true;
    });
    await expect.poll(() => log.sealer.state.kind).toBe('waiting');
    expect([done, log.sealer.newest]).toEqual([false, undefined]);
    if (a) a.mood = 'well';
    await appended;
    expect(log.sealer.state).toEqual({ kind: 'ok' });
  });

  test('cosign the same tree anew after ten seconds without an entry', async () => {
    const log = await openLog();
    await ensure(log, 0);
    const before = log.sealer.newest;
    clock.advance(10_000);
    await expect.poll(() => log.sealer.newest !== before, { timeout: 5000 }).toBe(true);
    expect(log.sealer.newest?.size).toBe(1);
  });
});

describe.each([
  ['behind', -400],
  ['ahead', 400],
])('a wall clock that jumps 400 days %s while the log is written', (_, days) => {
  test('stops no entry, ages no checkpoint, and is in no file: the times there are the witnesses’', async () => {
    const log = await openLog();
    await ensureAll(log, 0, 3);
    const before = log.sealer.newest;
    clock.set(days * 86_400_000);
    expect(log.sealer.newestAgeMs).toBeLessThan(10_000);
    await ensureAll(log, 3, 6);
    clock.advance(10_000);
    const newest = log.sealer.newest;
    await expect.poll(() => log.sealer.newest !== newest, { timeout: 5000 }).toBe(true);
    clock.set(0);
    await ensureAll(log, 6, 9);
    await log.tiles.idle();
    expect(await readAsStranger()).toHaveLength(9);
    const times = [before, newest, log.sealer.newest].flatMap((published) => timesIn(published?.text ?? ''));
    expect(times.length).toBeGreaterThanOrEqual(6);
    for (const time of times) expect(Math.abs(time - 1_780_000_000)).toBeLessThan(100);
  });
});

/** What the test's witnesses, whose clocks count their cosignatures, wrote beside their cosignatures, epoch seconds. */
function timesIn(note: string): number[] {
  const lines = note
    .split('\n')
    .filter((line) => line.startsWith('— '))
    .slice(1);
  // Key id (4 bytes), time (8), signature: c2sp.org/tlog-cosignature.
  return lines.map((line) => Number(Buffer.from(line.split(' ')[2] ?? '', 'base64').readBigUInt64BE(4)));
}

describe('a database that is an older copy', () => {
  test('is refused: nothing is signed, and the sentence says what to do', async () => {
    const log = await openLog();
    await ensureAll(log, 0, 4);
    const backup = store.copy();
    await ensureAll(log, 4, 7);
    await log.close();
    const restored = await openLog({ store: backup, folder });
    expect(restored.sealer.state).toMatchObject({ kind: 'refused' });
    const { sentence } = restored.sealer.state as { sentence: string };
    expect(sentence).toMatch(/holds 4 entries.*7 were signed.*older copy.*restore the newest copy/is);
    const cosigned = parties.witnesses.map((witness) => witness.cosigned);
    void ensure(restored, 8).catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(parties.witnesses.map((witness) => witness.cosigned)).toEqual(cosigned);
  });

  test('is the beginning of another log, once a new root names another log key', async () => {
    const first = await openLog();
    await ensureAll(first, 0, 5);
    const backup = store.copy();
    await ensureAll(first, 5, 9);
    await first.close();
    const refused = await openLog({ store: backup, folder });
    expect(refused.sealer.state.kind).toBe('refused');
    await refused.close();
    parties = await logParties();
    const anew = await openLog({ store: backup, folder });
    expect((await ensure(anew, 20)).index).toBe(5);
    await anew.tiles.idle();
    expect(await readAsStranger()).toHaveLength(6);
  });

  test('is refused also when other entries were added since', async () => {
    const log = await openLog();
    await ensureAll(log, 0, 4);
    const backup = store.copy();
    await ensureAll(log, 4, 6);
    await log.close();
    // Elsewhere, without this hub's folder, the copy grew past what was signed here.
    for (const witness of parties.witnesses) witness.latest = undefined;
    const elsewhere = await openLog({ store: backup, folder: new MemoryFolder() });
    await ensureAll(elsewhere, 10, 20);
    await elsewhere.close();
    const restored = await openLog({ store: backup, folder });
    expect(restored.sealer.state).toMatchObject({
      kind: 'refused',
      sentence: expect.stringMatching(/first 6 entries.*not those that were signed/),
    });
  });

  test('whose leaves do not lead to its head does not open', async () => {
    const log = await openLog();
    await ensureAll(log, 0, 300);
    await log.close();
    const row = store.stored[100];
    if (row) store.stored[100] = { ...row, leafHash: new Uint8Array(32) };
    await expect(openLog({ store, folder: new MemoryFolder() })).rejects.toMatchObject({ code: 'leaves' });
  });
});

describe('the public files', () => {
  test('are made again where one is torn or missing, for readers and for proofs', async () => {
    const log = await openLog();
    await ensureAll(log, 0, 700);
    await log.close();
    folder.files.set('tile/0/000', new Uint8Array(100));
    folder.files.set('tile/0/001', new Uint8Array(8192));
    folder.files.delete('tile/entries/000');
    folder.files.set('tile/entries/001', (folder.files.get('tile/entries/001') as Uint8Array).slice(0, -1));
    const again = await openLog();
    await ensure(again, 700);
    await again.tiles.idle();
    for (const path of ['tile/0/000', 'tile/0/001', 'tile/entries/000', 'tile/entries/001'])
      expect(await again.tiles.read(path)).toMatchObject({ immutable: true });
    expect(await readAsStranger()).toHaveLength(701);
  });

  test('wait for a full disk to have room again, while entries are cosigned all the same', async () => {
    const log = await openLog();
    await ensureAll(log, 0, 3);
    await log.tiles.idle();
    folder.full = true;
    expect((await ensure(log, 3)).size).toBe(4);
    await log.tiles.idle();
    expect(await readAsStranger()).toHaveLength(3);
    folder.full = false;
    await ensure(log, 4);
    await log.tiles.idle();
    expect(await readAsStranger()).toHaveLength(5);
  });

  test('are answered in any width up to the published tree, and nothing else is', async () => {
    const log = await openLog();
    await ensureAll(log, 0, 300);
    await log.tiles.idle();
    const read = (path: string) => log.tiles.read(path);
    expect((await read('tile/0/001.p/17'))?.bytes).toHaveLength(17 * 32);
    expect(await read('tile/0/000.p/200')).toMatchObject({ immutable: false });
    expect((await read('tile/entries/001.p/44'))?.bytes.length).toBeGreaterThan(44 * 40);
    for (const path of ['tile/0/001', 'tile/0/001.p/45', 'tile/0/002', 'tile/2/000', 'last-signed', '../x'])
      expect([path, await read(path)]).toEqual([path, undefined]);
    expect(new TextDecoder().decode((await read('checkpoint'))?.bytes)).toBe(log.sealer.newest?.text);
  });
});
