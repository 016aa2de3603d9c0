import { gzipSync } from 'node:zlib';

/** One vector tile, not compressed. */
export interface TileIn {
  readonly z: number;
  readonly x: number;
  readonly y: number;
  readonly data: Uint8Array;
}

export interface ArchiveInfo {
  readonly bounds: readonly [west: number, south: number, east: number, north: number];
  readonly centre: readonly [lon: number, lat: number, zoom: number];
  readonly minZoom: number;
  readonly maxZoom: number;
  readonly metadata: Record<string, unknown>;
}

const HEADER_BYTES = 127;
const MAX_ROOT_END = 16_384;

/**
 * A PMTiles v3 archive (specification §3–§4) of gzip-compressed vector tiles, clustered, with the root directory
 * alone. Throws when the directory would not fit into the first 16 KiB.
 */
export function writePmtiles(tiles: readonly TileIn[], info: ArchiveInfo): Buffer {
  const sorted = tiles
    .map((tile) => ({ id: tileId(tile.z, tile.x, tile.y), data: gzipSync(tile.data, { level: 9 }) }))
    .sort((a, b) => a.id - b.id);
  const directory = gzipSync(directoryOf(sorted), { level: 9 });
  if (HEADER_BYTES + directory.length > MAX_ROOT_END) throw new RangeError('root directory over 16 KiB');
  const metadata = gzipSync(Buffer.from(JSON.stringify(info.metadata)), { level: 9 });
  const data = Buffer.concat(sorted.map((tile) => tile.data));
  const header = headerOf(info, directory.length, metadata.length, data.length, sorted.length);
  return Buffer.concat([header, directory, metadata, data]);
}

/** Position of a tile on the Hilbert curve, counted over all lower zooms first (PMTiles v3 §4.1). */
export function tileId(z: number, x: number, y: number): number {
  let id = (4 ** z - 1) / 3;
  let tx = x;
  let ty = y;
  for (let s = 2 ** (z - 1); s >= 1; s /= 2) {
    const rx = (tx & s) > 0 ? 1 : 0;
    const ry = (ty & s) > 0 ? 1 : 0;
    id += s * s * ((3 * rx) ^ ry);
    if (ry === 0) {
      if (rx === 1) {
        tx = s - 1 - tx;
        ty = s - 1 - ty;
      }
      [tx, ty] = [ty, tx];
    }
    tx &= s - 1;
    ty &= s - 1;
  }
  return id;
}

function directoryOf(tiles: readonly { id: number; data: Buffer }[]): Buffer {
  const out: number[] = [];
  varint(out, tiles.length);
  tiles.forEach((tile, i) => {
    varint(out, tile.id - (tiles[i - 1]?.id ?? 0));
  });
  for (const _ of tiles) varint(out, 1);
  for (const tile of tiles) varint(out, tile.data.length);
  // Offsets: the first is 0 + 1; a 0 means "right after the one before".
  tiles.forEach((_, i) => {
    varint(out, i === 0 ? 1 : 0);
  });
  return Buffer.from(out);
}

function varint(out: number[], value: number): void {
  let rest = value;
  while (rest >= 128) {
    out.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  out.push(rest);
}

function headerOf(info: ArchiveInfo, root: number, meta: number, data: number, count: number): Buffer {
  const h = Buffer.alloc(HEADER_BYTES);
  h.write('PMTiles', 0, 'latin1');
  h[7] = 3;
  const u64 = (at: number, value: number): void => {
    h.writeBigUInt64LE(BigInt(value), at);
  };
  u64(8, HEADER_BYTES);
  u64(16, root);
  u64(24, HEADER_BYTES + root);
  u64(32, meta);
  u64(40, HEADER_BYTES + root + meta);
  u64(48, 0);
  u64(56, HEADER_BYTES + root + meta);
  u64(64, data);
  u64(72, count);
  u64(80, count);
  u64(88, count);
  h[96] = 1;
  h[97] = 2;
  h[98] = 2;
  h[99] = 1;
  h[100] = info.minZoom;
  h[101] = info.maxZoom;
  const degrees = (at: number, value: number): void => {
    h.writeInt32LE(Math.round(value * 1e7), at);
  };
  info.bounds.forEach((value, i) => {
    degrees(102 + 4 * i, value);
  });
  h[118] = info.centre[2];
  degrees(119, info.centre[0]);
  degrees(123, info.centre[1]);
  return h;
}
