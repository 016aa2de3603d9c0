import type { Feature } from 'geojson';

/** One layer of the sample city's map, with the zoom from which each feature is drawn. */
export interface CityLayer {
  readonly name: string;
  readonly features: readonly { readonly minZoom: number; readonly feature: Feature }[];
}

const STREET_ZOOM: Record<string, number> = {
  motorway: 10,
  trunk: 10,
  primary: 10,
  secondary: 11,
  tertiary: 12,
  trunk_link: 12,
  primary_link: 12,
  secondary_link: 13,
  tertiary_link: 13,
  residential: 13,
  unclassified: 13,
  living_street: 13,
  pedestrian: 14,
  service: 14,
  footway: 15,
  path: 15,
  cycleway: 15,
};
const GREEN = new Set([
  'park',
  'garden',
  'pitch',
  'golf_course',
  'grass',
  'recreation_ground',
  'cemetery',
  'forest',
  'wood',
  'village_green',
]);

/** Sorts the extract's features into the layers streets (class, name), buildings, green (kind) and water. */
export function cityLayers(features: readonly Feature[]): CityLayer[] {
  const streets = layer('streets');
  const buildings = layer('buildings');
  const green = layer('green');
  const water = layer('water');
  for (const feature of features) {
    const tags = feature.properties ?? {};
    const put = (to: Builder, minZoom: number, properties: Record<string, string>): void => {
      to.features.push({ minZoom, feature: { type: 'Feature', properties, geometry: feature.geometry } });
    };
    const line = feature.geometry.type.endsWith('LineString');
    const area = feature.geometry.type.endsWith('Polygon');
    const street = STREET_ZOOM[String(tags['highway'])];
    const kind = String(tags['leisure'] ?? tags['landuse'] ?? tags['natural'] ?? '');
    if (line && street !== undefined)
      put(streets, street, {
        class: String(tags['highway']).replace('_link', ''),
        ...(tags['name'] ? { name: String(tags['name']) } : {}),
      });
    else if (area && tags['building']) put(buildings, 14, {});
    else if (area && (tags['natural'] === 'water' || tags['waterway'])) put(water, 11, { kind: 'area' });
    else if (line && (tags['waterway'] || tags['natural'] === 'coastline'))
      put(water, tags['waterway'] ? 13 : 10, { kind: tags['waterway'] ? 'stream' : 'coast' });
    else if (area && GREEN.has(kind)) put(green, 11, { kind });
  }
  return [green, water, buildings, streets];
}

interface Builder {
  readonly name: string;
  readonly features: { minZoom: number; feature: Feature }[];
}

function layer(name: string): Builder {
  return { name, features: [] };
}
