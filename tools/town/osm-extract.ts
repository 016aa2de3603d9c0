import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { VectorTile } from '@mapbox/vector-tile';
import type { Feature } from 'geojson';
import { PbfReader } from 'pbf';

/** Every OpenStreetMap feature of the sample city (npm `@mapbox/mvt-fixtures`, `osm-qa-montevideo`), WGS84. */
export function readSampleCity(): Feature[] {
  const manifest = createRequire(import.meta.url).resolve('@mapbox/mvt-fixtures/package.json');
  const folder = join(dirname(manifest), 'real-world', 'osm-qa-montevideo');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.mvt'))
    .sort()
    .flatMap((name) => readTile(join(folder, name), name));
}

function readTile(path: string, name: string): Feature[] {
  const [z, x, y] = name.replace('.mvt', '').split('-').map(Number) as [number, number, number];
  const layer = new VectorTile(new PbfReader(readFileSync(path))).layers['osm'];
  if (layer === undefined) return [];
  return Array.from({ length: layer.length }, (_, i) => layer.feature(i).toGeoJSON(x, y, z));
}
