import { readFileSync } from 'node:fs';
import { VectorTile } from '@mapbox/vector-tile';
import { PbfReader } from 'pbf';
import { PMTiles, type RangeResponse, type Source, zxyToTileId } from 'pmtiles';
import { expect, it } from 'vitest';
import { MAP_FILE } from '../../packages/town/src/city-map.ts';
import { tileId, writePmtiles } from './pmtiles-writer.ts';

class BytesSource implements Source {
  readonly #bytes: Buffer;
  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }
  getKey(): string {
    return 'bytes';
  }
  async getBytes(offset: number, length: number): Promise<RangeResponse> {
    return { data: Uint8Array.from(this.#bytes.subarray(offset, offset + length)).buffer };
  }
}

it('numbers tiles as the PMTiles library does', () => {
  for (const [z, x, y] of [
    [0, 0, 0],
    [1, 1, 0],
    [5, 17, 30],
    [12, 1408, 2471],
    [15, 11_270, 19_770],
  ] as const)
    expect(tileId(z, x, y)).toBe(zxyToTileId(z, x, y));
});

it('writes an archive whose tiles the PMTiles library reads back', async () => {
  const tiles = [
    [1, 0],
    [1, 1],
    [0, 1],
  ].map(([x, y], i) => ({ z: 1, x: x as number, y: y as number, data: Uint8Array.of(i, 7) }));
  const info = {
    bounds: [-1, -1, 1, 1],
    centre: [0, 0, 1],
    minZoom: 1,
    maxZoom: 1,
    metadata: { name: 'n' },
  } as const;
  const archive = new PMTiles(new BytesSource(writePmtiles(tiles, info)));
  for (const tile of tiles) {
    const read = await archive.getZxy(1, tile.x, tile.y);
    expect([...new Uint8Array(read?.data ?? new ArrayBuffer(0))]).toEqual([...tile.data]);
  }
  expect(await archive.getZxy(1, 0, 0)).toBeUndefined();
  expect(await archive.getMetadata()).toEqual({ name: 'n' });
});

it('ships the sample city with streets, houses and attribution at the demo’s place', async () => {
  const file = readFileSync(MAP_FILE);
  expect(file.length).toBeLessThan(2_500_000);
  const archive = new PMTiles(new BytesSource(file));
  const header = await archive.getHeader();
  expect([header.minZoom, header.maxZoom]).toEqual([10, 15]);
  expect(await archive.getMetadata()).toMatchObject({ attribution: expect.stringContaining('ODbL') });
  const [lon, lat] = [header.centerLon, header.centerLat];
  const x = Math.floor(((lon + 180) / 360) * 2 ** 15);
  const r = (lat * Math.PI) / 180;
  const y = Math.floor(((1 - Math.asinh(Math.tan(r)) / Math.PI) / 2) * 2 ** 15);
  const tile = await archive.getZxy(15, x, y);
  const layers = new VectorTile(new PbfReader(new Uint8Array(tile?.data ?? new ArrayBuffer(0)))).layers;
  expect(Object.keys(layers)).toEqual(expect.arrayContaining(['streets', 'houses']));
  const names = Array.from(
    { length: layers['streets']?.length ?? 0 },
    (_, i) => layers['streets']?.feature(i).properties['name'],
  );
  expect(names).toContain('Democracia');
});
