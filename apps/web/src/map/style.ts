import type { Site } from '@porchlight/contract';
import type { LayerSpecification, StyleSpecification } from 'maplibre-gl';

export type MapTheme = 'dark' | 'light';

interface Palette {
  readonly ground: string;
  readonly green: string;
  readonly water: string;
  readonly building: string;
  readonly street: string;
  readonly avenue: string;
  readonly text: string;
  readonly halo: string;
  readonly boundary: string;
}

const PALETTES: Readonly<Record<MapTheme, Palette>> = {
  dark: {
    ground: '#10151c',
    green: '#12231d',
    water: '#0f1d2b',
    building: '#171e27',
    street: '#27313d',
    avenue: '#34404e',
    text: '#8795a5',
    halo: '#10151c',
    boundary: '#5b6a7c',
  },
  light: {
    ground: '#f3f1ec',
    green: '#dde8d8',
    water: '#cfe0ea',
    building: '#e4e0d8',
    street: '#ffffff',
    avenue: '#fff7e3',
    text: '#5a625f',
    halo: '#ffffff',
    boundary: '#74817c',
  },
};

/** The base map of a programme: its PMTiles when there are some, and always its boundary. Labels use local fonts. */
export function baseStyle(site: Pick<Site, 'map' | 'boundary'>, theme: MapTheme): StyleSpecification {
  const p = PALETTES[theme];
  return {
    version: 8,
    sources: {
      boundary: {
        type: 'geojson',
        data: {
          type: 'Feature',
          properties: {},
          geometry: { type: 'Polygon', coordinates: [site.boundary] },
        },
      },
      ...(site.map === null
        ? {}
        : {
            city: {
              type: 'vector',
              url: `pmtiles://${new URL(site.map.url, location.origin)}`,
              attribution: site.map.attribution,
            },
          }),
    },
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': p.ground } },
      ...(site.map === null ? [] : cityLayers(p)),
      {
        id: 'boundary',
        type: 'line',
        source: 'boundary',
        paint: { 'line-color': p.boundary, 'line-width': 1.5, 'line-dasharray': [4, 3] },
      },
    ],
  };
}

const AVENUES = [
  'in',
  ['get', 'class'],
  ['literal', ['trunk', 'primary', 'secondary', 'tertiary', 'motorway']],
] as const;

function cityLayers(p: Palette): LayerSpecification[] {
  const width = (narrow: number, wide: number) =>
    ['interpolate', ['exponential', 1.6], ['zoom'], 12, narrow, 18, wide] as never;
  return [
    { id: 'green', type: 'fill', source: 'city', 'source-layer': 'green', paint: { 'fill-color': p.green } },
    { id: 'water', type: 'fill', source: 'city', 'source-layer': 'water', paint: { 'fill-color': p.water } },
    {
      id: 'streets',
      type: 'line',
      source: 'city',
      'source-layer': 'streets',
      filter: ['!', AVENUES] as never,
      layout: { 'line-cap': 'round' },
      paint: { 'line-color': p.street, 'line-width': width(0.4, 12) },
    },
    {
      id: 'avenues',
      type: 'line',
      source: 'city',
      'source-layer': 'streets',
      filter: AVENUES as never,
      layout: { 'line-cap': 'round' },
      paint: { 'line-color': p.avenue, 'line-width': width(1, 18) },
    },
    {
      id: 'buildings',
      type: 'fill',
      source: 'city',
      'source-layer': 'buildings',
      minzoom: 14,
      paint: { 'fill-color': p.building },
    },
    {
      id: 'houses',
      type: 'fill',
      source: 'city',
      'source-layer': 'houses',
      minzoom: 14.5,
      paint: { 'fill-color': p.building },
    },
    {
      id: 'street-names',
      type: 'symbol',
      source: 'city',
      'source-layer': 'streets',
      minzoom: 14,
      layout: {
        'symbol-placement': 'line',
        'text-field': ['get', 'name'],
        'text-size': 11,
        'text-font': ['sans-serif'],
        'text-padding': 12,
      },
      paint: { 'text-color': p.text, 'text-halo-color': p.halo, 'text-halo-width': 1.2 },
    },
  ];
}
