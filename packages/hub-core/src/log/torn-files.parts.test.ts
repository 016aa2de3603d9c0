import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  leafHash,
  openCheckpoint,
  parsePolicy,
  partialTiles,
  sameBytes,
  TileReader,
  TreeHead,
  tilePath,
} from '@porchlight/translog';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openLogFolder } from './log-folder.ts';
import { logIdentity } from './log-identity.ts';
import { openPublicLog } from './public-log.ts';
import { entry, logParties, MemoryLogStore, movedClock, SILENT } from './testing/memory-log.ts';

/** More than 256 · 256, so that a tile of the level above is full, too. */
const SIZE = 66_000;
/** Full tiles of each level, the ones at the right edge, bundles of entries, and the checkpoint. */
function filesOf(size: number): string[] {
  const edge = partialTiles(size).map((tile) => tilePath(tile));
  const bundle = edge[0]?.replace('tile/0/', 'tile/entries/') ?? '';
  return ['tile/0/000', 'tile/0/256', 'tile/1/000', 'tile/entries/000', bundle, ...edge, 'checkpoint'];
}

let dir: string;
let store: MemoryLogStore;
let parties: Awaited<ReturnType<typeof logParties>>;
let asked = 0;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'porchlight-torn-'));
  parties = await logParties();
  store = new MemoryLogStore();
  const head = new TreeHead();
  for (let index = 0; index < SIZE; index++) {
    const leaf = new TextEncoder().encode(`entry ${index}`);
    const row = {
      index,
      leaf,
      leafHash: leafHash(leaf),
      kind: 'pause' as const,
      subject: null,
      record: null,
    };
    store.stored.push(row);
    head.append(row.leafHash);
  }
  store.frontier = head.frontier;
  const log = await openLog();
  await log.writer.ensure('first', entry(0));
  await log.tiles.idle();
  await log.close();
});
afterAll(() => rm(dir, { recursive: true }));

const openLog = async () =>
  openPublicLog(
    {
      identity: await logIdentity(parties.policyText, parties.own.pair),
      folder: await openLogFolder(dir),
      cosigners: parties.witnesses,
    },
    { store, clock: movedClock(), log: SILENT },
  );
const file = (path: string) => readFile(join(dir, path)).then((bytes) => new Uint8Array(bytes));

const HARMS: [string, (path: string, bytes: Uint8Array) => Promise<void>][] = [
  ['missing', (path) => rm(join(dir, path))],
  ['half written', (path, bytes) => writeFile(join(dir, path), bytes.subarray(0, bytes.length / 2))],
  ['turned in one bit', (path, bytes) => writeFile(join(dir, path), bytes.with(20, (bytes[20] ?? 0) ^ 1))],
];

describe.each(HARMS)('files of the log that are %s', (_name, harm) => {
  test('are the right ones again for whoever asks a hub that starts, at every level of the tree', async () => {
    const before = new Map<string, Uint8Array>();
    const paths = filesOf(SIZE + 1 + asked);
    expect(paths).toHaveLength(9);
    for (const path of paths) before.set(path, await file(path));
    for (const path of paths) await harm(path, before.get(path) as Uint8Array);
    const log = await openLog();
    await log.writer.ensure(`again ${++asked}`, entry(asked));
    await log.tiles.idle();
    for (const path of paths.filter((each) => each !== 'checkpoint')) {
      const bytes = (await log.tiles.read(path))?.bytes ?? new Uint8Array();
      expect([path, sameBytes(bytes, before.get(path) ?? new Uint8Array())]).toEqual([path, true]);
    }
    const policy = parsePolicy(new TextEncoder().encode(parties.policyText));
    if (policy.kind !== 'policy') throw new Error(policy.problem);
    const verdict = await openCheckpoint(await file('checkpoint'), policy.policy);
    if (verdict.kind !== 'trusted') throw new Error(verdict.kind);
    expect(verdict.checkpoint.size).toBe(SIZE + 1 + asked);
    // A stranger reads the files alone, through those that were harmed.
    const opened = await TileReader.open(verdict.checkpoint, (path) => file(path).catch(() => null));
    if (opened.kind !== 'reader') throw new Error(opened.path);
    for (const bundle of [0, 256, 257])
      expect(await opened.reader.readBundle(bundle)).toMatchObject({ kind: 'entries', first: bundle * 256 });
    await log.close();
  });
});
