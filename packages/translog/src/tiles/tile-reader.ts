import {
  type HashesRead,
  type HashSource,
  subtreesOf,
  type TileFault,
  type TreeNode,
} from '../merkle/prove.ts';
import {
  completeHash,
  copyOf,
  emptyRoot,
  foldRight,
  HASH_BYTES,
  leafHash,
  sameBytes,
} from '../merkle/tree-hash.ts';
import { tileHashes } from './derive-tiles.ts';
import { parseBundle } from './entry-bundle.ts';
import { hashesAt, partialTiles, TILE_WIDTH, tilePath, widthIn } from './tile-path.ts';

/** Bytes of a file of the log by its C2SP path, null when it is not there. A broken port throws; that is not ours to judge. */
export type ReadTile = (path: string) => Promise<Uint8Array | null>;

/** The tree a checkpoint vouches for. Whether the checkpoint is signed was decided before. */
export interface TrustedTree {
  readonly size: number;
  readonly root: Uint8Array;
}

type Row = { readonly kind: 'row'; readonly hashes: readonly Uint8Array[] };

/** Entries of one bundle, `first` the index of the first in the log. Views into the bytes that were read. */
export type EntriesRead =
  | { readonly kind: 'entries'; readonly first: number; readonly entries: readonly Uint8Array[] }
  | TileFault;

/** Tiles kept, each of 8 KiB: more than any one proof needs, and what makes a walk read each tile once. */
const KEPT = 64;

/**
 * Reads hashes and entries of a tree, and believes nothing that does not lead to its root: the partial tiles of the right edge
 * must fold to the root, every full tile must hash to its place in the tile above, every entry to its leaf. Memory is bounded
 * (64 tiles and one bundle), whatever the size. It holds nothing that must be closed.
 */
export class TileReader implements HashSource {
  readonly tree: TrustedTree;
  readonly #read: ReadTile;
  readonly #edge: ReadonlyMap<number, Row>;
  /** Full tiles that were checked, the least recently used first. */
  readonly #kept = new Map<string, Row>();

  private constructor(tree: TrustedTree, read: ReadTile, edge: ReadonlyMap<number, Row>) {
    this.tree = tree;
    this.#read = read;
    this.#edge = edge;
  }

  /** Reads the right edge (at most seven tiles) and checks it against the root; the fault names the lowest edge tile. */
  static async open(
    tree: TrustedTree,
    read: ReadTile,
  ): Promise<{ kind: 'reader'; reader: TileReader } | TileFault> {
    if (!Number.isSafeInteger(tree.size) || tree.size < 0 || tree.root.length !== HASH_BYTES)
      throw new RangeError('not a tree head');
    const edge = new Map<number, Row>();
    const subtrees: Uint8Array[] = [];
    const partials = partialTiles(tree.size);
    for (const { level, index } of partials) {
      const row = await readRow(read, level, index, tree.size);
      if (row.kind !== 'row') return row;
      edge.set(level, row);
      subtrees.unshift(...edgeSubtrees(row.hashes));
    }
    const root = subtrees.length === 0 ? emptyRoot() : foldRight(subtrees);
    const [lowest] = partials;
    const path = lowest === undefined ? 'checkpoint' : tilePath(lowest);
    if (!sameBytes(root, tree.root)) return { kind: 'altered', path };
    return { kind: 'reader', reader: new TileReader(tree, read, edge) };
  }

  /** Hashes of complete subtrees, in order. RangeError for one that this tree does not hold. */
  async readHashes(nodes: readonly TreeNode[]): Promise<HashesRead> {
    const hashes: Uint8Array[] = [];
    for (const node of nodes) {
      const width = 2 ** (node.level % 8);
      const level = Math.floor(node.level / 8);
      if (!isNode(node) || (node.index + 1) * width > hashesAt(level, this.tree.size))
        throw new RangeError('the tree does not hold this subtree');
      const first = node.index * width;
      const row = await this.#row(level, Math.floor(first / TILE_WIDTH));
      if (row.kind !== 'row') return row;
      const at = first % TILE_WIDTH;
      hashes.push(copyOf(completeHash(row.hashes.slice(at, at + width))));
    }
    return { kind: 'hashes', hashes };
  }

  /** The bundle that holds entries 256 · n on, each checked against its leaf. RangeError when the tree does not hold it. */
  async readBundle(n: number): Promise<EntriesRead> {
    const width = widthIn(0, n, this.tree.size);
    if (!Number.isSafeInteger(n) || n < 0 || width === 0)
      throw new RangeError('the tree does not hold this bundle');
    const row = await this.#row(0, n);
    if (row.kind !== 'row') return row;
    const path = tilePath({ level: 'entries', index: n, width });
    const bytes = (await this.#read(path)) ?? (await this.#wholeBundle(n, width));
    if (bytes === null) return { kind: 'missing', path };
    const entries = parseBundle(bytes, width);
    const holds = entries?.every((entry, at) => sameBytes(leafHash(entry), row.hashes[at] as Uint8Array));
    return entries && holds ? { kind: 'entries', first: n * TILE_WIDTH, entries } : { kind: 'altered', path };
  }

  /** Entries `from` … `to` − 1 (the whole tree by default), a bundle at a time; the first fault is the last thing it gives. */
  async *entries(from = 0, to = this.tree.size): AsyncGenerator<EntriesRead, void, void> {
    for (let at = from; at < to; ) {
      const bundle = await this.readBundle(Math.floor(at / TILE_WIDTH));
      if (bundle.kind !== 'entries') return yield bundle;
      const entries = bundle.entries.slice(at - bundle.first, to - bundle.first);
      yield { kind: 'entries', first: at, entries };
      at += entries.length;
    }
  }

  /** A tile that has been checked, from the edge, from memory, or through the tile above it. */
  async #row(level: number, index: number): Promise<Row | TileFault> {
    if (widthIn(level, index, this.tree.size) < TILE_WIDTH) return this.#edge.get(level) as Row;
    const key = tilePath({ level, index, width: TILE_WIDTH });
    const kept = this.#kept.get(key);
    if (kept !== undefined) {
      this.#kept.delete(key);
      this.#kept.set(key, kept);
      return kept;
    }
    const above = await this.#row(level + 1, Math.floor(index / TILE_WIDTH));
    if (above.kind !== 'row') return above;
    const row = await readRow(this.#read, level, index, this.tree.size);
    if (row.kind !== 'row') return row;
    const expected = above.hashes[index % TILE_WIDTH] as Uint8Array;
    if (!sameBytes(completeHash(row.hashes), expected)) return { kind: 'altered', path: key };
    this.#kept.set(key, row);
    for (const oldest of this.#kept.keys()) if (this.#kept.size > KEPT) this.#kept.delete(oldest);
    return row;
  }

  /** A partial bundle that is gone may be had from the full one (tlog-tiles, "Partial Tiles"). */
  async #wholeBundle(n: number, width: number): Promise<Uint8Array | null> {
    if (width === TILE_WIDTH) return null;
    const whole = await this.#read(tilePath({ level: 'entries', index: n, width: TILE_WIDTH }));
    const entries = whole === null ? undefined : parseBundle(whole, TILE_WIDTH);
    if (whole === null || entries === undefined) return null;
    return whole.subarray(
      0,
      entries.slice(0, width).reduce((sum, entry) => sum + 2 + entry.length, 0),
    );
  }
}

const isNode = ({ level, index }: TreeNode): boolean =>
  Number.isSafeInteger(level) && level >= 0 && level <= 53 && Number.isSafeInteger(index) && index >= 0;

/** The complete subtrees a partial tile is made of, largest first. */
function edgeSubtrees(hashes: readonly Uint8Array[]): Uint8Array[] {
  return subtreesOf(0, hashes.length).map(({ level, index }) =>
    completeHash(hashes.slice(index * 2 ** level, (index + 1) * 2 ** level)),
  );
}

async function readRow(read: ReadTile, level: number, index: number, size: number): Promise<Row | TileFault> {
  const width = widthIn(level, index, size);
  const path = tilePath({ level, index, width });
  const bytes = await read(path);
  if (bytes === null && width < TILE_WIDTH) {
    const whole = await read(tilePath({ level, index, width: TILE_WIDTH }));
    const hashes = whole === null ? undefined : tileHashes(copyOf(whole), TILE_WIDTH);
    return hashes === undefined ? { kind: 'missing', path } : { kind: 'row', hashes: hashes.slice(0, width) };
  }
  if (bytes === null) return { kind: 'missing', path };
  const hashes = tileHashes(copyOf(bytes), width);
  return hashes === undefined ? { kind: 'altered', path } : { kind: 'row', hashes };
}
