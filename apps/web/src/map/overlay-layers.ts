import type { LayerSpecification } from 'maplibre-gl';

const is = (kind: string) => ['==', ['get', 'kind'], kind] as never;
const pick = (property: string, yes: unknown, no: unknown) => ['case', ['get', property], yes, no] as never;

/** Red is for what goes on now. */
const ALARM = '#ff6b64';
const QUIET = '#66758a';

/** The console's own layers, over the base map. Shape tells as much as colour: circles are incidents, numbered discs cameras. */
export const OVERLAY_LAYERS: readonly LayerSpecification[] = [
  {
    id: 'circle-fill',
    type: 'fill',
    source: 'incidents',
    filter: is('circle'),
    paint: { 'fill-color': pick('over', QUIET, ALARM), 'fill-opacity': 0.1 },
  },
  {
    id: 'circle-line',
    type: 'line',
    source: 'incidents',
    filter: is('circle'),
    paint: { 'line-color': pick('over', QUIET, ALARM), 'line-width': 1.8, 'line-dasharray': [3, 2] },
  },
  {
    id: 'wedges',
    type: 'fill',
    source: 'cameras',
    filter: is('wedge'),
    paint: {
      'fill-color': pick('dark', QUIET, pick('followed', '#c79bff', '#f5b84b')),
      'fill-opacity': pick('highlighted', 0.62, pick('dark', 0.12, 0.3)),
    },
  },
  {
    id: 'wedge-lines',
    type: 'line',
    source: 'cameras',
    filter: is('wedge'),
    paint: {
      'line-color': pick('dark', QUIET, pick('followed', '#c79bff', '#f5b84b')),
      'line-width': pick('highlighted', 2.5, 1),
    },
  },
  {
    id: 'incident-points',
    type: 'circle',
    source: 'incidents',
    filter: is('incident'),
    paint: {
      'circle-radius': pick('chosen', 7, 5),
      'circle-color': pick('blocked', QUIET, ALARM),
      'circle-stroke-color': '#0d1117',
      'circle-stroke-width': 2,
    },
  },
  {
    id: 'camera-points',
    type: 'circle',
    source: 'cameras',
    filter: is('camera'),
    paint: {
      'circle-radius': pick('highlighted', 12, 10),
      'circle-color': pick('dark', '#3b4654', '#f5b84b'),
      'circle-stroke-color': '#0d1117',
      'circle-stroke-width': 1.5,
    },
  },
  {
    id: 'camera-numbers',
    type: 'symbol',
    source: 'cameras',
    filter: is('camera'),
    layout: {
      'text-field': ['get', 'number'],
      'text-size': 11,
      'text-font': ['sans-serif'],
      'text-allow-overlap': true,
    },
    paint: { 'text-color': pick('dark', '#b3bfce', '#211400') },
  },
  // Above the cameras, so that where it happens is never covered.
  {
    id: 'incident-ring',
    type: 'circle',
    source: 'incidents',
    filter: ['all', is('incident'), ['get', 'chosen']] as never,
    paint: {
      'circle-radius': 15,
      'circle-color': 'transparent',
      'circle-stroke-color': pick('blocked', QUIET, ALARM),
      'circle-stroke-width': 2.5,
    },
  },
];
