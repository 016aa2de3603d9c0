import 'maplibre-gl/dist/maplibre-gl.css';
import type { Site } from '@porchlight/contract';
import {
  addProtocol,
  Map as GlMap,
  NavigationControl,
  type StyleSpecification,
  setWorkerUrl,
} from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import { Protocol } from 'pmtiles';

let ready = false;

function prepare(): void {
  if (ready) return;
  setWorkerUrl(workerUrl);
  addProtocol('pmtiles', new Protocol().tile);
  ready = true;
}

/** A light map of the programme's area, fitted to its boundary. The caller removes it. Throws where WebGL is missing. */
export function openPortalMap(container: HTMLElement, site: Pick<Site, 'map' | 'boundary'>): GlMap {
  prepare();
  const map = new GlMap({
    container,
    style: styleOf(site),
    bounds: boundsOf(site.boundary),
    fitBoundsOptions: { padding: 24 },
    attributionControl: { compact: false },
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    maxZoom: 20,
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), 'top-right');
  return map;
}

/** West, south, east, north of a ring. */
export function boundsOf(ring: readonly (readonly [number, number])[]): [number, number, number, number] {
  const lons = ring.map(([lon]) => lon);
  const lats = ring.map(([, lat]) => lat);
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}

function styleOf({ map, boundary }: Pick<Site, 'map' | 'boundary'>): StyleSpecification {
  const city = map === null ? undefined : new URL(map.url, location.href).href;
  return {
    version: 8,
    sources: {
      boundary: {
        type: 'geojson',
        data: { type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: [boundary] } },
      },
      ...(city === undefined
        ? {}
        : {
            city: { type: 'vector' as const, url: `pmtiles://${city}`, attribution: map?.attribution ?? '' },
          }),
    },
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': '#f1f3f1' } },
      ...(city === undefined ? [] : CITY_LAYERS),
      {
        id: 'boundary',
        type: 'line',
        source: 'boundary',
        paint: { 'line-color': '#0b5d56', 'line-width': 2, 'line-dasharray': [3, 2] },
      },
    ],
  };
}

const STREETS = { source: 'city', 'source-layer': 'streets' } as const;

const CITY_LAYERS: StyleSpecification['layers'] = [
  { id: 'green', type: 'fill', source: 'city', 'source-layer': 'green', paint: { 'fill-color': '#dfeadd' } },
  { id: 'water', type: 'fill', source: 'city', 'source-layer': 'water', paint: { 'fill-color': '#cfe0e8' } },
  {
    id: 'buildings',
    type: 'fill',
    source: 'city',
    'source-layer': 'buildings',
    paint: { 'fill-color': '#e0e2df' },
  },
  {
    id: 'houses',
    type: 'fill',
    source: 'city',
    'source-layer': 'houses',
    paint: { 'fill-color': '#e0e2df', 'fill-outline-color': '#cdd1cd' },
  },
  {
    ...STREETS,
    id: 'street-edges',
    type: 'line',
    layout: { 'line-cap': 'round' },
    paint: {
      'line-color': '#d5dad6',
      'line-width': ['interpolate', ['exponential', 1.7], ['zoom'], 12, 1.5, 18, 20],
    },
  },
  {
    ...STREETS,
    id: 'streets',
    type: 'line',
    layout: { 'line-cap': 'round' },
    paint: {
      'line-color': '#ffffff',
      'line-width': ['interpolate', ['exponential', 1.7], ['zoom'], 12, 1, 18, 17],
    },
  },
  {
    ...STREETS,
    id: 'street-names',
    type: 'symbol',
    minzoom: 14,
    layout: { 'symbol-placement': 'line', 'text-field': ['get', 'name'], 'text-size': 12 },
    paint: { 'text-color': '#4c5a55', 'text-halo-color': '#ffffff', 'text-halo-width': 1.5 },
  },
  {
    id: 'house-numbers',
    type: 'symbol',
    source: 'city',
    'source-layer': 'houses',
    minzoom: 17,
    layout: { 'text-field': ['get', 'number'], 'text-size': 11 },
    paint: { 'text-color': '#74817c', 'text-halo-color': '#ffffff', 'text-halo-width': 1 },
  },
];
