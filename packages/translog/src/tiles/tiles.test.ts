import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { proveConsistency, proveInclusion, proveRoot } from '../merkle/prove.ts';
import { emptyRoot, leafHash } from '../merkle/tree-hash.ts';
import { TreeHead } from '../merkle/tree-head.ts';
import { verifyConsistency, verifyInclusion } from '../merkle/verify-proof.ts';
import { TileDeriver } from './derive-tiles.ts';
import { formatBundle, parseBundle } from './entry-bundle.ts';
import { parseTilePath, partialTiles, TILE_WIDTH, tilePath, widthIn } from './tile-path.ts';
import { TileReader } from './tile-reader.ts';

const COUNT = 66_000;
const ENTRIES = Array.from({ length: COUNT }, (_, n) => new TextEncoder().encode(`entry ${n}`));
const LEAVES = ENTRIES.map(leafHash);

const rootOf = (size: number): Uint8Array => {
  const head = new TreeHead();
  for (const leaf of LEAVES.slice(0, size)) head.append(leaf);
  return head.root();
};

/** The files of a log that grew by batches. */
function filesOf(batches: readonly number[]): { files: Map<string, Uint8Array>; size: number } {
  const deriver = new TileDeriver();
  const files = new Map<string, Uint8Array>();
  for (const batch of batches)
    for (const { path, bytes } of deriver.append(LEAVES.slice(deriver.size, deriver.size + batch)))
      files.set(path, bytes);
  for (let n = 0; widthIn(0, n, deriver.size) > 0; n++) {
    const width = widthIn(0, n, deriver.size);
    const from = n * TILE_WIDTH;
    files.set(
      tilePath({ level: 'entries', index: n, width }),
      formatBundle(ENTRIES.slice(from, from + width)),
    );
  }
  return { files, size: deriver.size };
}

async function readerOf(files: ReadonlyMap<string, Uint8Array>, size: number) {
  const opened = await TileReader.open({ size, root: rootOf(size) }, async (path) => files.get(path) ?? null);
  if (opened.kind !== 'reader') throw new Error(`${opened.kind} ${opened.path}`);
  return opened.reader;
}

describe('tile paths', () => {
  it('are the ones of the specification', () => {
    expect(tilePath({ level: 0, index: 1234067, width: 256 })).toBe('tile/0/x001/x234/067');
    expect(tilePath({ level: 'entries', index: 0, width: 7 })).toBe('tile/entries/000.p/7');
    // tlog-tiles, "Partial Tiles": 70,000 leaves, and 256.
    const names = (size: number) => partialTiles(size).map(tilePath);
    expect(names(70_000)).toEqual(['tile/0/273.p/112', 'tile/1/001.p/17', 'tile/2/000.p/1']);
    expect(names(256)).toEqual(['tile/1/000.p/1']);
    expect(names(0)).toEqual([]);
    expect(() => tilePath({ level: 64, index: 0, width: 1 })).toThrow(RangeError);
  });
  it('read back, and no other spelling is read', () => {
    const level = fc.oneof(fc.constant('entries' as const), fc.integer({ min: 0, max: 63 }));
    const tile = fc.record({ level, index: fc.maxSafeNat(), width: fc.integer({ min: 1, max: 256 }) });
    fc.assert(
      fc.property(tile, (t) => {
        expect(parseTilePath(tilePath(t))).toEqual(t);
      }),
    );
    for (const bad of [
      'tile/00/000',
      'tile/64/000',
      'tile/0/0',
      'tile/0/x000/001',
      'tile/0/001/002',
      'tile/0/000.p/0',
      'tile/0/000.p/256',
      'tile/0/000.p/01',
      '/tile/0/000',
      'tile/0/000/',
      'tile/0/../000',
      'tile/0/x999/x999/x999/x999/x999/999',
      'tile/x/000',
    ])
      expect(parseTilePath(bad), bad).toBeUndefined();
    const parts = fc.array(fc.constantFrom('tile', '/', '0', '63', 'x', '000', '.p/', '7', 'entries', '\n'), {
      maxLength: 9,
    });
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          parts.map((p) => p.join('')),
        ),
        (text) => {
          const parsed = parseTilePath(text);
          if (parsed !== undefined) expect(tilePath(parsed)).toBe(text);
        },
      ),
      { numRuns: 5000 },
    );
  });
});

describe('entry bundles', () => {
  it('read back whole, and never with another count, a byte more or a byte less', () => {
    const entries = fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 256 });
    fc.assert(
      fc.property(entries, (list) => {
        const bundle = formatBundle(list);
        expect(parseBundle(bundle, list.length)).toEqual(list);
        expect(parseBundle(bundle, list.length + 1)).toBeUndefined();
        expect(parseBundle(bundle.subarray(0, -1), list.length)).toBeUndefined();
        expect(parseBundle(Uint8Array.of(...bundle, 0), list.length)).toBeUndefined();
      }),
      { numRuns: 50 },
    );
    expect(parseBundle(formatBundle([new Uint8Array(65_535)]), 1)).toHaveLength(1);
    expect(() => formatBundle([new Uint8Array(65_536)])).toThrow(RangeError);
    expect(() => formatBundle([])).toThrow(RangeError);
  });
  it('of random bytes never throw', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.integer({ min: 0, max: 4 }), (bytes, count) => {
        parseBundle(bytes, count);
      }),
      { numRuns: 5000 },
    );
  });
});

describe('TileDeriver', () => {
  it('gives the same tiles however the leaves came, also after a restart from its partial tiles', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 8 }), (batches) => {
        const total = batches.reduce((sum, n) => sum + n, 0);
        const inBatches = filesOf(batches).files;
        for (const [path, bytes] of filesOf([total]).files)
          if (!path.includes('entries')) expect(inBatches.get(path)).toEqual(bytes);
        const whole = new TileDeriver();
        whole.append(LEAVES.slice(0, total));
        const partials = partialTiles(total).map((tile) => inBatches.get(tilePath(tile))!);
        const restored = TileDeriver.restore(total, partials);
        const more = LEAVES.slice(total, total + 300);
        expect(restored.append(more)).toEqual(whole.append(more));
      }),
      { numRuns: 8 },
    );
    expect(() => TileDeriver.restore(3, [])).toThrow(RangeError);
    expect(() => TileDeriver.restore(3, [new Uint8Array(95)])).toThrow(RangeError);
  });
});

describe('TileReader', () => {
  it('proves inclusion and consistency from tiles, over three levels of them', async () => {
    const { files, size } = filesOf([COUNT]);
    const reader = await readerOf(files, size);
    const root = rootOf(size);
    expect(await proveRoot(size, reader)).toEqual({ kind: 'proof', proof: [root] });
    for (const index of [0, 1, 255, 256, 40_000, 65_535, 65_536, size - 1]) {
      const built = await proveInclusion(index, size, reader);
      if (built.kind !== 'proof') throw new Error(built.path);
      expect(verifyInclusion({ index, size, leaf: LEAVES[index]!, root, ...built }).kind).toBe('valid');
    }
    for (const oldSize of [1, 255, 256, 257, 30_000, 65_536, 65_999, size]) {
      const built = await proveConsistency(oldSize, size, reader);
      if (built.kind !== 'proof') throw new Error(built.path);
      const claim = { oldSize, newSize: size, oldRoot: rootOf(oldSize), newRoot: root, ...built };
      expect(verifyConsistency(claim).kind).toBe('valid');
    }
    await expect(reader.readHashes([{ level: 0, index: size }])).rejects.toThrow(RangeError);
  });

  it('walks every entry in order, and a range of them', async () => {
    const { files, size } = filesOf([1300]);
    const reader = await readerOf(files, size);
    for (const [from, to] of [
      [0, size],
      [255, 257],
      [300, 1290],
      [7, 7],
    ] as const) {
      const seen: Uint8Array[] = [];
      for await (const read of reader.entries(from, to)) {
        if (read.kind !== 'entries') throw new Error(read.path);
        expect(read.first).toBe(from + seen.length);
        seen.push(...read.entries);
      }
      expect(seen).toEqual(ENTRIES.slice(from, to));
    }
  });

  it('believes no file with a flipped bit: it opens not, proves not and walks not, and names the file', async () => {
    const { files, size } = filesOf([66_000]);
    const root = rootOf(size);
    for (const path of [
      'tile/0/000',
      'tile/0/257.p/208',
      'tile/1/000',
      'tile/1/001.p/1',
      'tile/2/000.p/1',
      'tile/entries/001',
    ]) {
      const bytes = files.get(path)!.slice();
      bytes[bytes.length - 1]! ^= 1;
      const broken = new Map(files).set(path, bytes);
      const opened = await TileReader.open({ size, root }, async (p) => broken.get(p) ?? null);
      if (path.includes('.p/')) {
        expect(opened.kind, path).toBe('altered');
        continue;
      }
      if (opened.kind !== 'reader') throw new Error(path);
      const { reader } = opened;
      const read = path.includes('entries')
        ? await reader.readBundle(1)
        : await proveInclusion(3, size, reader);
      expect(read).toEqual({ kind: 'altered', path });
    }
  });

  it('names a file that is missing, and takes the full tile where only the partial one is gone', async () => {
    const { files, size } = filesOf([700]);
    files.delete('tile/0/001');
    const reader = await readerOf(files, size);
    expect(await proveInclusion(300, size, reader)).toEqual({ kind: 'missing', path: 'tile/0/001' });
    const grown = filesOf([700, 300]).files;
    expect(grown.delete('tile/0/002.p/188')).toBe(true);
    const later = await readerOf(grown, 700);
    expect((await later.readBundle(2)).kind).toBe('entries');
    expect((await proveInclusion(699, 700, later)).kind).toBe('proof');
  });

  it('opens an empty tree by its root, and no other', async () => {
    const nothing = async () => null;
    expect((await TileReader.open({ size: 0, root: emptyRoot() }, nothing)).kind).toBe('reader');
    expect((await TileReader.open({ size: 0, root: LEAVES[0]! }, nothing)).kind).toBe('altered');
  });
});
