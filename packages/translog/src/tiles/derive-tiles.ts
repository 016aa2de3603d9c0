import { completeHash, copyOf, HASH_BYTES } from '../merkle/tree-hash.ts';
import { concat } from '../note/lines.ts';
import { partialTiles, TILE_WIDTH, type Tile, tilePath } from './tile-path.ts';

/** A file of the log. Full tiles never change; a partial tile stands beside the ones of other widths. */
export interface TileFile {
  readonly tile: Tile;
  readonly path: string;
  readonly bytes: Uint8Array;
}

const fileOf = (tile: Tile, hashes: readonly Uint8Array[]): TileFile => ({
  tile,
  path: tilePath(tile),
  bytes: concat(...hashes),
});

/** The hashes a tile's bytes hold; undefined unless they are exactly `width`. */
export function tileHashes(bytes: Uint8Array, width: number): Uint8Array[] | undefined {
  if (bytes.length !== width * HASH_BYTES) return undefined;
  return Array.from({ length: width }, (_, n) => bytes.subarray(n * HASH_BYTES, (n + 1) * HASH_BYTES));
}

/**
 * Tiles as a tree grows. It holds the right edge alone (255 hashes a level at most), derived from leaf hashes, so that tiles
 * can be made again at any time from the first leaf on, or from the partial tiles of a size that was written.
 */
export class TileDeriver {
  #size = 0;
  /** By level: the hashes of the tile that is not full yet. */
  readonly #edge: Uint8Array[][] = [];

  /**
   * Goes on at `size` from its partial tiles, in the order of {@link partialTiles}. They are taken as they are: check them
   * against a root first where they come from a disk. RangeError when their lengths do not fit.
   */
  static restore(size: number, partials: readonly Uint8Array[]): TileDeriver {
    const tiles = partialTiles(size);
    if (tiles.length !== partials.length) throw new RangeError('these are not the partial tiles of the size');
    const deriver = new TileDeriver();
    deriver.#size = size;
    for (const [n, { level, width }] of tiles.entries()) {
      const hashes = tileHashes(copyOf(partials[n] as Uint8Array), width);
      if (hashes === undefined) throw new RangeError('a partial tile does not fit its width');
      while (deriver.#edge.length <= level) deriver.#edge.push([]);
      deriver.#edge[level] = hashes;
    }
    return deriver;
  }

  /** Leaves so far. */
  get size(): number {
    return this.#size;
  }

  /**
   * Adds leaves by their hashes and returns the tiles to write: each that became full, in the order of their making, then the
   * partial ones of the new size, lowest level first. Nothing when there is no new leaf.
   */
  append(leaves: readonly Uint8Array[]): TileFile[] {
    if (leaves.some((leaf) => leaf.length !== HASH_BYTES)) throw new RangeError('a tree hash has 32 bytes');
    if (leaves.length === 0) return [];
    const files: TileFile[] = [];
    for (const leaf of leaves) {
      this.#size += 1;
      this.#push(0, leaf, files);
    }
    for (const tile of partialTiles(this.#size)) files.push(fileOf(tile, this.#edge[tile.level] ?? []));
    return files;
  }

  #push(level: number, hash: Uint8Array, files: TileFile[]): void {
    if (this.#edge.length === level) this.#edge.push([]);
    const row = this.#edge[level] as Uint8Array[];
    row.push(copyOf(hash));
    if (row.length < TILE_WIDTH) return;
    const index = this.#size / TILE_WIDTH ** (level + 1) - 1;
    files.push(fileOf({ level, index, width: TILE_WIDTH }, row));
    this.#edge[level] = [];
    this.#push(level + 1, completeHash(row), files);
  }
}
