/** Hashes in a full tile, entries in a full bundle (c2sp.org/tlog-tiles). */
export const TILE_WIDTH = 256;

/** A tile of hashes at `level`, or a bundle of entries. `width` 1 … 256; below 256 it is partial. */
export interface Tile {
  readonly level: number | 'entries';
  readonly index: number;
  readonly width: number;
}

const MAX_LEVEL = 63;
const MAX_PATH = 64;

/** `tile/<L>/<N>[.p/<W>]`. RangeError for a level over 63, an index that is no whole number, a width outside 1 … 256. */
export function tilePath({ level, index, width }: Tile): string {
  const levelFits = level === 'entries' || (Number.isSafeInteger(level) && level >= 0 && level <= MAX_LEVEL);
  const indexFits = Number.isSafeInteger(index) && index >= 0;
  if (!levelFits || !indexFits || !Number.isSafeInteger(width) || width < 1 || width > TILE_WIDTH)
    throw new RangeError('there is no such tile');
  let rest = Math.floor(index / 1000);
  let path = String(index % 1000).padStart(3, '0');
  for (; rest > 0; rest = Math.floor(rest / 1000)) path = `x${String(rest % 1000).padStart(3, '0')}/${path}`;
  return `tile/${level}/${path}${width === TILE_WIDTH ? '' : `.p/${width}`}`;
}

/** The tile a path names; undefined unless it is spelled exactly as {@link tilePath} does. Never throws. */
export function parseTilePath(path: string): Tile | undefined {
  if (path.length > MAX_PATH) return undefined;
  const match =
    /^tile\/(entries|0|[1-9][0-9]?)\/((?:x[0-9]{3}\/){0,5}[0-9]{3})(?:\.p\/([1-9][0-9]{0,2}))?$/.exec(path);
  if (match === null) return undefined;
  const [, level = '', digits = '', width] = match;
  const tile: Tile = {
    level: level === 'entries' ? level : Number(level),
    index: Number(digits.replace(/[x/]/g, '')),
    width: width === undefined ? TILE_WIDTH : Number(width),
  };
  const exists =
    (tile.level === 'entries' || tile.level <= MAX_LEVEL) &&
    Number.isSafeInteger(tile.index) &&
    tile.width <= TILE_WIDTH;
  return exists && tilePath(tile) === path ? tile : undefined;
}

/** Hashes at a level of a tree of `size` leaves: floor(size / 256^level). */
export function hashesAt(level: number, size: number): number {
  return Math.floor(size / TILE_WIDTH ** level);
}

/** The width of a tile in a tree of `size` leaves: 256, less at the right edge, 0 when it does not exist. */
export function widthIn(level: number, index: number, size: number): number {
  return Math.max(0, Math.min(TILE_WIDTH, hashesAt(level, size) - index * TILE_WIDTH));
}

/** The partial tiles of a tree of `size` leaves, lowest level first: its right edge. */
export function partialTiles(size: number): (Tile & { readonly level: number })[] {
  const tiles: (Tile & { readonly level: number })[] = [];
  for (let level = 0; hashesAt(level, size) > 0; level++) {
    const index = Math.floor(hashesAt(level, size) / TILE_WIDTH);
    const width = hashesAt(level, size) % TILE_WIDTH;
    if (width > 0) tiles.push({ level, index, width });
  }
  return tiles;
}
