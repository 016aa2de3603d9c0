import type { IncidentClass } from '@porchlight/domain';

/**
 * Where a camera hangs and looks, relative to its house: `turnDeg` clockwise from straight out of the front,
 * `tiltDeg` below the horizon, `heightM` above the ground.
 */
export interface CameraSite {
  readonly street: string;
  readonly number: string;
  readonly view: string;
  readonly turnDeg: number;
  readonly tiltDeg: number;
  readonly hfovDeg: number;
  readonly heightM: number;
  readonly rangeM: number;
  readonly terms: SiteTerms;
  readonly gateway: 'gw-host' | 'gw-a' | 'gw-b';
}

/** What the owner agreed to. `registry` opens nothing. */
export type SiteTerms =
  | { readonly kind: 'registry' }
  | {
      readonly kind: 'incident';
      readonly classes: readonly IncidentClass[];
      readonly radiusM: number;
      readonly hours: 'always' | 'night';
    };

const BROAD: readonly IncidentClass[] = [
  'burglary',
  'robbery',
  'assault',
  'shooting',
  'vehicle-theft',
  'hit-and-run',
  'arson',
  'missing-person',
];
const PROPERTY: readonly IncidentClass[] = ['burglary', 'robbery', 'vehicle-theft', 'arson'];
const TRAFFIC: readonly IncidentClass[] = ['vehicle-theft', 'hit-and-run'];

const registry: SiteTerms = { kind: 'registry' };
const terms = (
  classes: readonly IncidentClass[],
  radiusM: number,
  hours: 'always' | 'night' = 'always',
): SiteTerms => ({ kind: 'incident', classes, radiusM, hours });

type Row = readonly [
  street: string,
  number: string,
  view: string,
  turnDeg: number,
  tiltDeg: number,
  hfovDeg: number,
  heightM: number,
  rangeM: number,
  terms: SiteTerms,
  gateway?: 'gw-a' | 'gw-b',
];

const row = (r: Row): CameraSite => ({
  street: r[0],
  number: r[1],
  view: r[2],
  turnDeg: r[3],
  tiltDeg: r[4],
  hfovDeg: r[5],
  heightM: r[6],
  rangeM: r[7],
  terms: r[8],
  gateway: r[9] ?? 'gw-host',
});

const PATRON = 'Doctor Juan Carlos Patrón';

/** cam-01 … cam-32 in order. 1–12 consent inside the first circle, 13–15 do not open for a burglary, the rest lie outside. */
export const CAMERA_SITES: readonly CameraSite[] = [
  row(['Democracia', '2475', 'street to the north', -36, 9, 92, 3.4, 45, terms(BROAD, 400)]),
  row(['Democracia', '2468', 'street to the south', -52, 10, 90, 3.2, 45, terms(PROPERTY, 400)]),
  row(['Democracia', '2459', 'street to the north', -50, 9, 88, 3.5, 45, terms(BROAD, 500)]),
  row(['Democracia', '2452', 'corner of Aramburú', -46, 10, 96, 3.8, 40, terms(BROAD, 300)]),
  row(['Democracia', '2443', 'street to the south', 50, 9, 86, 3.1, 45, terms(PROPERTY, 400)]),
  row(['Democracia', '2430', 'street to the north', 50, 9, 88, 3.3, 45, terms(BROAD, 400)]),
  row(['Democracia', '2415', 'street to the south', 50, 9, 90, 3.4, 45, terms(BROAD, 500), 'gw-a']),
  row(['Democracia', '2404', 'street to the north', 48, 10, 90, 3.0, 45, terms(PROPERTY, 300)]),
  row(['Blandengues', '1954', 'corner of Democracia', -42, 9, 94, 3.6, 45, terms(BROAD, 500), 'gw-b']),
  row(['Blandengues', '1967', 'street to the east', -50, 9, 88, 3.2, 45, terms(BROAD, 400)]),
  row(['Blandengues', '1988', 'street to the west', -50, 9, 88, 3.5, 45, terms(PROPERTY, 400)]),
  row(['Gutiérrez', '1873', 'street to the east', -54, 9, 90, 3.2, 40, terms(BROAD, 300)]),
  row(['Domingo Aramburú', '1878', 'street to the west', -50, 9, 88, 3.4, 45, registry]),
  row(['Constitución', '2430', 'street to the north', 50, 9, 88, 3.2, 45, registry]),
  row(['Benito Chain', '1980', 'street to the west', -54, 9, 90, 3.1, 40, terms(TRAFFIC, 400)]),
  row(['Constitución', '2330', 'street to the north', 46, 9, 90, 3.6, 45, terms(BROAD, 400)]),
  row(['Constitución', '2327', 'street to the north', -54, 8, 80, 3.4, 45, terms(BROAD, 400)]),
  row(['Blandengues', '2028', 'street to the west', -56, 7, 76, 3.5, 60, terms(PROPERTY, 500)]),
  row([PATRON, '1885', 'street to the east', -50, 9, 90, 3.3, 40, terms(BROAD, 300)]),
  row(['Constitución', '2312', 'street to the south', -50, 9, 88, 3.4, 45, terms(BROAD, 300)]),
  row(['Defensa', '2331', 'street to the north', -50, 9, 90, 3.6, 45, terms(PROPERTY, 300)]),
  row(['Domingo Aramburú', '1984', 'street to the west', -50, 9, 90, 3.2, 45, terms(BROAD, 250)]),
  row(['Isla de Gorriti', '2028', 'street to the west', -50, 9, 88, 3.3, 45, terms(BROAD, 250)]),
  row(['Rivadavia', '2016', 'street to the east', 50, 9, 90, 3.5, 45, terms(PROPERTY, 250)]),
  row(['Emilio Reus', '2389', 'gate, to the south', 50, 10, 92, 3.2, 40, terms(BROAD, 250, 'night')]),
  row(['Carlos Reyles', '1796', 'street to the west', -50, 9, 88, 3.4, 45, terms(BROAD, 250)]),
  row(['Arenal Grande', '2369', 'street to the north', -50, 9, 90, 3.5, 45, terms(PROPERTY, 250)]),
  row(['Inca', '2317', 'street to the south', 50, 9, 88, 3.3, 45, terms(BROAD, 250)]),
  row(['Carlos Reyles', '1766', 'street to the east', 50, 9, 90, 3.2, 45, registry]),
  row(['Constitución', '2540', 'street to the south', -50, 9, 88, 3.4, 45, terms(BROAD, 250, 'night')]),
  row(['Defensa', '2331', 'street to the south', 50, 9, 90, 3.6, 45, terms(PROPERTY, 300)]),
  row(['Emilio Reus', '2389', 'gate, to the north', -50, 10, 92, 3.2, 40, terms(TRAFFIC, 250)]),
];

/** What stands at an address, where it is not a house. */
export const PLACES: ReadonlyMap<string, string> = new Map([
  ['Domingo Aramburú 1984', 'Bakery'],
  ['Emilio Reus 2389', 'School'],
  ['Rivadavia 2016', 'Workshop'],
  ['Democracia 2452', 'Corner shop'],
  ['Inca 2317', 'Church hall'],
]);
