/**
 * Makes packages/town/data/city.pmtiles and neighbourhood.json from the sample city's OpenStreetMap extract.
 * Run: npx tsx --conditions=source tools/town/make-map.ts
 */
import { writeFileSync } from 'node:fs';
import type { Feature, Position } from 'geojson';
import GeoJSONVT from 'geojson-vt';
import vtpbf from 'vt-pbf';
import { type LocalPoint, localFrame } from '../../packages/town/src/local-frame.ts';
import { type CityLayer, cityLayers } from './city-layers.ts';
import { frontOffsets, type Lot, lotsFrom, type RawAddress, type RawStreet } from './lots.ts';
import { readSampleCity } from './osm-extract.ts';
import { type TileIn, writePmtiles } from './pmtiles-writer.ts';

const ATTRIBUTION = '© OpenStreetMap contributors (ODbL), sample city, old extract';
const ORIGIN = { lat: -34.8835, lon: -56.1775 };
const HALF_SIDE_M = 560;
const CARRIAGEWAYS = new Set([
  'primary',
  'secondary',
  'tertiary',
  'residential',
  'unclassified',
  'pedestrian',
]);
const MIN_ZOOM = 10;
const MAX_ZOOM = 15;
const DATA = new URL('../../packages/town/data/', import.meta.url);

const frame = localFrame(ORIGIN);
const round = (value: number): number => Math.round(value * 100) / 100;
const local = (position: Position): LocalPoint =>
  frame.toLocal({ lon: position[0] as number, lat: position[1] as number });
const near = ([x, y]: LocalPoint): boolean => Math.abs(x) < HALF_SIDE_M && Math.abs(y) < HALF_SIDE_M;

function streetsNear(features: readonly Feature[]): RawStreet[] {
  return features.flatMap((feature) => {
    const tags = feature.properties ?? {};
    if (feature.geometry.type !== 'LineString' || !CARRIAGEWAYS.has(String(tags['highway']))) return [];
    const points = feature.geometry.coordinates.map(local);
    if (!points.some(near)) return [];
    return [{ name: String(tags['name'] ?? ''), class: String(tags['highway']), points }];
  });
}

function addressesNear(features: readonly Feature[]): RawAddress[] {
  return features.flatMap((feature) => {
    const tags = feature.properties ?? {};
    if (feature.geometry.type !== 'Point' || !tags['addr:housenumber'] || !tags['addr:street']) return [];
    const at = local(feature.geometry.coordinates);
    return near(at)
      ? [{ street: String(tags['addr:street']), number: String(tags['addr:housenumber']), at }]
      : [];
  });
}

function footprint(lot: Lot): Feature {
  const facing = (lot.facingDeg * Math.PI) / 180;
  const out: LocalPoint = [Math.sin(facing), Math.cos(facing)];
  const at = (u: number, v: number): Position => {
    const p = frame.toLatLon([
      lot.front[0] + out[1] * u - out[0] * v,
      lot.front[1] - out[0] * u - out[1] * v,
    ]);
    return [p.lon, p.lat];
  };
  const w = lot.widthM / 2;
  const ring = [at(-w, 0), at(w, 0), at(w, lot.depthM), at(-w, lot.depthM), at(-w, 0)];
  return {
    type: 'Feature',
    properties: { number: lot.number, simulated: true },
    geometry: { type: 'Polygon', coordinates: [ring] },
  };
}

function tilesOf(layers: readonly CityLayer[]): TileIn[] {
  const tiles = new Map<string, { z: number; x: number; y: number; layers: Record<string, unknown> }>();
  for (const layer of layers)
    for (let z = MIN_ZOOM; z <= MAX_ZOOM; z++) {
      const features = layer.features.filter((f) => f.minZoom <= z).map((f) => f.feature);
      if (features.length === 0) continue;
      const index = new GeoJSONVT(
        { type: 'FeatureCollection', features },
        { maxZoom: z, indexMaxZoom: z, indexMaxPoints: 0, tolerance: z < 14 ? 6 : 3, buffer: 64 },
      );
      for (const { x, y } of index.tileCoords.filter((c) => c.z === z)) {
        const tile = index.getTile(z, x, y);
        if (tile === null || tile.features.length === 0) continue;
        const entry = tiles.get(`${z}/${x}/${y}`) ?? { z, x, y, layers: {} };
        entry.layers[layer.name] = tile;
        tiles.set(`${z}/${x}/${y}`, entry);
      }
    }
  return [...tiles.values()].map(({ z, x, y, layers: l }) => ({
    z,
    x,
    y,
    data: vtpbf.fromGeojsonVt(l, { version: 2 }),
  }));
}

function boundsOf(layer: CityLayer | undefined): [number, number, number, number] {
  const box: [number, number, number, number] = [180, 90, -180, -90];
  const visit = (value: unknown): void => {
    if (!Array.isArray(value)) return;
    if (typeof value[0] !== 'number') {
      value.forEach(visit);
      return;
    }
    const [lon, lat] = value as [number, number];
    box[0] = Math.min(box[0], lon);
    box[1] = Math.min(box[1], lat);
    box[2] = Math.max(box[2], lon);
    box[3] = Math.max(box[3], lat);
  };
  for (const { feature } of layer?.features ?? [])
    if (feature.geometry.type !== 'GeometryCollection') visit(feature.geometry.coordinates);
  return box;
}

const features = readSampleCity();
const streets = streetsNear(features);
const addresses = addressesNear(features);
const offsets = frontOffsets(streets, addresses);
const lots = lotsFrom(streets, addresses);
const neighbourhood = {
  attribution: ATTRIBUTION,
  origin: ORIGIN,
  streets: streets.map((street) => [
    street.name,
    street.class,
    round(0.46 * (offsets.get(street.name) ?? 7)),
    street.points.map(([x, y]) => [round(x), round(y)]),
  ]),
  houses: lots.map((lot) => [
    lot.street,
    lot.number,
    round(lot.front[0]),
    round(lot.front[1]),
    round(lot.facingDeg),
    round(lot.widthM),
    round(lot.depthM),
  ]),
};
writeFileSync(new URL('neighbourhood.json', DATA), `${JSON.stringify(neighbourhood)}\n`);

const houses: CityLayer = {
  name: 'houses',
  features: lots.map((lot) => ({ minZoom: 14, feature: footprint(lot) })),
};
const layers = [...cityLayers(features), houses];
const archive = writePmtiles(tilesOf(layers), {
  bounds: boundsOf(layers.find((layer) => layer.name === 'streets')),
  centre: [ORIGIN.lon, ORIGIN.lat, 15],
  minZoom: MIN_ZOOM,
  maxZoom: MAX_ZOOM,
  metadata: {
    name: 'Sample city',
    attribution: ATTRIBUTION,
    description:
      'Streets, buildings, green and water are the map; the layer houses is simulated at real addresses.',
    vector_layers: [
      { id: 'streets', fields: { class: 'String', name: 'String' } },
      { id: 'buildings', fields: {} },
      { id: 'houses', fields: { number: 'String', simulated: 'Boolean' } },
      { id: 'green', fields: { kind: 'String' } },
      { id: 'water', fields: { kind: 'String' } },
    ],
  },
});
writeFileSync(new URL('city.pmtiles', DATA), archive);
console.log(
  `city.pmtiles ${archive.length} bytes; neighbourhood: ${streets.length} streets, ${lots.length} houses of ${addresses.length} addresses`,
);
