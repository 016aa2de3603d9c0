import {
  completeHash,
  type HashesRead,
  type HashSource,
  hashesAt,
  partialTiles,
  sameBytes,
  TILE_WIDTH,
  TileDeriver,
  type TileFile,
  TreeHead,
  type TreeNode,
  tileHashes,
  tilePath,
} from '@porchlight/translog';
import type { LogHead, LogStore } from '../store/log-store.ts';
import type { LogFolder } from './log-folder.ts';

type Row = readonly Uint8Array[];

/** Full tiles kept in memory, 8 KiB each. */
const KEPT_ROWS = 256;
/** Leaf hashes asked of the database at once. */
const PAGE = TILE_WIDTH * 64;

/**
 * The tree of the log as this hub knows it: its right edge in memory, full tiles from files that are checked against the
 * tile above before anything is taken from them, and made again from the database when missing or torn.
 */
export class LogTree implements HashSource {
  readonly #store: LogStore;
  readonly #folder: LogFolder;
  readonly #head: TreeHead;
  readonly #deriver: TileDeriver;
  /** By level: hashes of the tile that is not full yet. */
  readonly #edge: Uint8Array[][];
  /** Full tiles by path, the least recently used first. */
  readonly #kept = new Map<string, Row>();

  private constructor(store: LogStore, folder: LogFolder, head: TreeHead, edge: Uint8Array[][]) {
    this.#store = store;
    this.#folder = folder;
    this.#head = head;
    this.#edge = edge;
    const partials = partialTiles(head.size).map(({ level }) => Buffer.concat(edge[level] ?? []));
    this.#deriver = TileDeriver.restore(head.size, partials);
  }

  /**
   * The tree of a head. Undefined when the leaves in the database do not lead to the head's frontier: then the database
   * was tampered with or restored in part.
   */
  static async open(head: LogHead, store: LogStore, folder: LogFolder): Promise<LogTree | undefined> {
    for (const files of [folder, undefined]) {
      const edge = await edgeOf(head.size, store, files);
      const frontier = edge && frontierOf(edge);
      if (edge && frontier && sameRow(frontier, head.frontier))
        return new LogTree(store, folder, TreeHead.restore(head.size, head.frontier), edge);
    }
    return undefined;
  }

  get size(): number {
    return this.#head.size;
  }

  root(): Uint8Array {
    return this.#head.root();
  }

  /** The head with these leaves added; the tree itself stays. */
  headWith(leafHashes: readonly Uint8Array[]): TreeHead {
    const head = TreeHead.restore(this.#head.size, this.#head.frontier);
    for (const hash of leafHashes) head.append(hash);
    return head;
  }

  /** Adds leaves; answers the tiles that are new or wider, to be written. */
  append(leafHashes: readonly Uint8Array[]): TileFile[] {
    for (const hash of leafHashes) this.#head.append(hash);
    const files = this.#deriver.append(leafHashes);
    for (const { tile, bytes } of files) {
      if (tile.level === 'entries') continue;
      const row = tileHashes(bytes, tile.width) ?? [];
      if (tile.width === TILE_WIDTH) this.#keep(tilePath(tile), row);
      while (this.#edge.length <= tile.level) this.#edge.push([]);
      this.#edge[tile.level] = tile.width === TILE_WIDTH ? [] : row;
    }
    return files;
  }

  /** Hashes of complete subtrees that the tree holds. */
  async readHashes(nodes: readonly TreeNode[]): Promise<HashesRead> {
    const hashes: Uint8Array[] = [];
    for (const { level, index } of nodes) {
      const width = 2 ** (level % 8);
      const first = index * width;
      const row = await this.row(Math.floor(level / 8), Math.floor(first / TILE_WIDTH));
      const at = first % TILE_WIDTH;
      if (row.length < at + width) throw new RangeError('the tree does not hold this subtree');
      hashes.push(completeHash(row.slice(at, at + width)));
    }
    return { kind: 'hashes', hashes };
  }

  /** All hashes of a tile: 256, or fewer at the right edge. RangeError when the tree does not hold it. */
  async row(level: number, index: number): Promise<Row> {
    const full = Math.floor(hashesAt(level, this.size) / TILE_WIDTH);
    if (index === full && (this.#edge[level]?.length ?? 0) > 0) return this.#edge[level] as Row;
    if (index >= full || index < 0) throw new RangeError('the tree does not hold this tile');
    const path = tilePath({ level, index, width: TILE_WIDTH });
    const kept = this.#kept.get(path);
    if (kept) return this.#keep(path, kept);
    const parent = await this.row(level + 1, Math.floor(index / TILE_WIDTH));
    const expected = parent[index % TILE_WIDTH] as Uint8Array;
    const bytes = await this.#folder.read(path).catch(() => null);
    const row = bytes && tileHashes(bytes, TILE_WIDTH);
    if (row && sameBytes(completeHash(row), expected)) return this.#keep(path, row);
    return this.#rebuild(level, index, expected);
  }

  async #rebuild(level: number, index: number, expected: Uint8Array): Promise<Row> {
    const row = await rowFromLeaves(this.#store, level, index);
    if (row.length !== TILE_WIDTH || !sameBytes(completeHash(row), expected))
      throw new Error('the leaves in the database do not lead to the tree');
    const path = tilePath({ level, index, width: TILE_WIDTH });
    // It is in memory now; a disk that is full costs the file alone.
    await this.#folder.write(path, Buffer.concat(row)).catch(() => undefined);
    return this.#keep(path, row);
  }

  #keep(path: string, row: Row): Row {
    this.#kept.delete(path);
    this.#kept.set(path, row);
    for (const oldest of this.#kept.keys()) if (this.#kept.size > KEPT_ROWS) this.#kept.delete(oldest);
    return row;
  }
}

/** The tiles of the right edge. Without `files`, or where one is missing, from the leaf hashes in the database. */
async function edgeOf(
  size: number,
  store: LogStore,
  files: LogFolder | undefined,
): Promise<Uint8Array[][] | undefined> {
  const edge: Uint8Array[][] = [];
  for (let level = 0; hashesAt(level, size) > 0; level++) {
    const index = Math.floor(hashesAt(level, size) / TILE_WIDTH);
    const width = hashesAt(level, size) % TILE_WIDTH;
    const row = level === 0 ? [...(await store.leafHashes(index * TILE_WIDTH, size))] : [];
    for (let n = 0; level > 0 && n < width; n++) {
      const below = await fullRow(store, files, level - 1, index * TILE_WIDTH + n);
      if (below.length !== TILE_WIDTH) return undefined;
      row.push(completeHash(below));
    }
    if (row.length !== width) return undefined;
    edge.push(row);
  }
  return edge;
}

/** A full tile, not yet checked against anything. */
async function fullRow(
  store: LogStore,
  files: LogFolder | undefined,
  level: number,
  index: number,
): Promise<Row> {
  const path = tilePath({ level, index, width: TILE_WIDTH });
  const bytes = await files?.read(path).catch(() => null);
  return (bytes && tileHashes(bytes, TILE_WIDTH)) ?? rowFromLeaves(store, level, index);
}

async function rowFromLeaves(store: LogStore, level: number, index: number): Promise<Row> {
  const span = TILE_WIDTH ** (level + 1);
  let row: Uint8Array[] = [];
  const first = index * span;
  for (let from = first; from < first + span; from += Math.min(PAGE, span)) {
    const hashes = await store.leafHashes(from, Math.min(from + PAGE, first + span));
    row.push(...(level === 0 ? hashes : folded(hashes)));
  }
  for (let above = level - 1; above > 0; above--) row = folded(row);
  return row;
}

/** Each 256 hashes as the one above them. */
function folded(hashes: Row): Uint8Array[] {
  const above: Uint8Array[] = [];
  for (let at = 0; at + TILE_WIDTH <= hashes.length; at += TILE_WIDTH)
    above.push(completeHash(hashes.slice(at, at + TILE_WIDTH)));
  return above;
}

/** The complete subtrees of the edge, largest first: the highest tile's first, each in the binary digits of its width. */
function frontierOf(edge: readonly Row[]): Uint8Array[] {
  return edge.toReversed().flatMap((row) => {
    const subtrees: Uint8Array[] = [];
    for (let at = 0, width = TILE_WIDTH / 2; width >= 1; width /= 2) {
      if (at + width > row.length) continue;
      subtrees.push(completeHash(row.slice(at, at + width)));
      at += width;
    }
    return subtrees;
  });
}

function sameRow(a: Row, b: Row): boolean {
  return a.length === b.length && a.every((hash, i) => sameBytes(hash, b[i] as Uint8Array));
}
