import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readEido } from './eido.ts';
import { readPidfLo } from './pidf-lo.ts';

const POINT = '<gml:Point srsName="urn:ogc:def:crs:EPSG::4326"><gml:pos>32.3 -90.18</gml:pos></gml:Point>';
const CIVIC =
  '<ca:civicAddress><ca:country>US</ca:country><ca:A1>MS</ca:A1><ca:A3>Testville</ca:A3><ca:PRD>W</ca:PRD><ca:RD>Oak &amp; Elm</ca:RD><ca:STS>Street</ca:STS><ca:HNO>42</ca:HNO></ca:civicAddress>';
const pidf = (inner: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><presence xmlns="urn:ietf:params:xml:ns:pidf" entity="pres:x@example.org"><tuple id="t"><status><gp:geopriv><gp:location-info>${inner}</gp:location-info></gp:geopriv></status></tuple></presence>`;

const prologue = (id: string) => ({
  $id: id,
  lastUpdateTimeStamp: '2026-07-01T14:00:05.000-05:00',
  updatedByAgencyReference: { $ref: 'agency.example.org' },
});
const location = (id: string, type: string, xml: string) => ({
  ...prologue(id),
  locationTypeDescriptionRegistryText: type,
  locationByValue: xml,
});

function eido(changes: { incident?: object; [key: string]: unknown } = {}): Record<string, unknown> {
  const { incident, ...rest } = changes;
  return {
    ...prologue('urn:emergency:uid:incidentid:a56e556d871:bcf.example.org'),
    eidoVersion: '1.0',
    issuingElementIdentification: 'cad.example.org',
    incidentComponent: {
      ...prologue('inc'),
      incidentTypeCommonRegistryText: 'BURGLARY',
      incidentStatusCommonRegistryText: ['Active', 'ResourcesEnroute'],
      locationReference: [{ $ref: 'loc-caller' }, { $ref: 'loc-now' }],
      ...incident,
    },
    callComponent: [{ ...prologue('call'), callStartTimestamp: '2026-07-01T13:59:00.0-05:00' }],
    locationComponent: [
      location('loc-caller', 'Caller', pidf(POINT.replace('32.3 ', '33.3 '))),
      location('loc-now', 'CurrentIncident', pidf(POINT + CIVIC)),
    ],
    agencyComponent: [{ ...prologue('agency.example.org') }],
    personComponent: [{ ...prologue('p'), personIncidentRoleRegistryText: ['Caller'] }],
    ...rest,
  };
}

const read = (value: unknown) =>
  readEido('psap', new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value)));

describe('an EIDO', () => {
  test('becomes a report of the incident’s own place, and nothing of callers or persons', () => {
    expect(read(eido())).toEqual({
      kind: 'report',
      report: {
        feed: 'psap',
        call: 'urn:emergency:uid:incidentid:a56e556d871:bcf.example.org',
        nature: 'BURGLARY',
        status: 'open',
        position: { lat: 32.3, lon: -90.18 },
        place: '42 W Oak & Elm Street, Testville, MS',
        reportedAt: Date.UTC(2026, 6, 1, 18, 59),
        update: Date.UTC(2026, 6, 1, 19, 0, 5),
      },
    });
  });

  test.each([
    [['Closed'], 'closed'],
    [['Cancelled'], 'closed'],
    [['ResourcesOnscene', 'Closed'], 'closed'],
    [['ReOpened'], 'open'],
    [['NewLocation', 'Active'], 'open'],
  ])('with status %j is %s', (incidentStatusCommonRegistryText, status) => {
    expect(read(eido({ incident: { incidentStatusCommonRegistryText } }))).toMatchObject({
      report: { status },
    });
  });

  test('without the incident’s own location has no position: a caller may stand elsewhere', () => {
    const locationComponent = [location('loc-caller', 'Caller', pidf(POINT))];
    expect(read(eido({ locationComponent }))).toMatchObject({ report: { position: undefined } });
  });

  const loc = (xml: string) => ({ locationComponent: [location('loc-now', 'CurrentIncident', xml)] });
  const at = 'locationComponent.0.locationByValue';
  const state = 'incidentComponent.incidentStatusCommonRegistryText';
  test.each<[string, unknown, string, string | undefined]>([
    ['not JSON', '{', 'malformed', undefined],
    ['a list', [], 'malformed', undefined],
    ['a key twice', '{"$id":"a","$id":"b"}', 'malformed', '$id'],
    ['no id', eido({ $id: undefined }), 'malformed', '$id'],
    ['another version', eido({ eidoVersion: '2.0' }), 'malformed', 'eidoVersion'],
    [
      'a time without zone',
      eido({ lastUpdateTimeStamp: '2026-07-01T14:00:05' }),
      'malformed',
      'lastUpdateTimeStamp',
    ],
    [
      'no type',
      eido({ incident: { incidentTypeCommonRegistryText: undefined } }),
      'malformed',
      'incidentComponent.incidentTypeCommonRegistryText',
    ],
    ['no status', eido({ incident: { incidentStatusCommonRegistryText: undefined } }), 'malformed', state],
    [
      'an unknown status',
      eido({ incident: { incidentStatusCommonRegistryText: ['Active', 'Sleeping'] } }),
      'unknown-status',
      state,
    ],
    ['no incident', eido({ incidentComponent: undefined }), 'malformed', 'incidentComponent'],
    ['a location that is no XML', eido(loc('32.3, -90.18')), 'report', undefined],
    ['a point without numbers', eido(loc(pidf(POINT.replace('32.3', 'north')))), 'malformed', at],
    ['a point off the globe', eido(loc(pidf(POINT.replace('32.3', '92.3')))), 'malformed', at],
    ['another reference system', eido(loc(pidf(POINT.replace('4326', '3857')))), 'malformed', at],
    ['an entity declaration', eido(loc(`<!DOCTYPE x [<!ENTITY a "b">]>${pidf(POINT)}`)), 'malformed', at],
    [
      'a wide circle',
      eido(
        loc(
          pidf(
            '<gs:Circle srsName="urn:ogc:def:crs:EPSG::4326"><gml:pos>32.3 -90.18</gml:pos><gs:radius uom="urn:ogc:def:uom:EPSG::9001">850</gs:radius></gs:Circle>',
          ),
        ),
      ),
      'position-vague',
      at,
    ],
  ])('with %s is answered by name', (_, value, code, field) => {
    const outcome = read(value);
    expect(outcome.kind === 'refused' ? [outcome.code, outcome.field] : [outcome.kind, undefined]).toEqual([
      code,
      field,
    ]);
  });

  test('never throws, whatever it is given', () => {
    const spoiled = fc.tuple(fc.constant(JSON.stringify(eido())), fc.nat(), fc.string({ maxLength: 6 }));
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          fc.json().map((t) => new TextEncoder().encode(t)),
        ),
        (bytes) => {
          expect(readEido('f', bytes).kind).toBe('refused');
        },
      ),
    );
    fc.assert(
      fc.property(spoiled, ([text, at, put]) => {
        const i = at % text.length;
        expect(['report', 'refused']).toContain(
          read(text.slice(0, i) + put + text.slice(i + put.length)).kind,
        );
      }),
    );
  });
});

describe('a PIDF-LO', () => {
  test('reads points in two and three dimensions and small circles', () => {
    const position = { lat: 32.3, lon: -90.18 };
    expect(readPidfLo(pidf(POINT))).toMatchObject({ position });
    expect(readPidfLo(pidf(POINT.replace('4326', '4979').replace('-90.18', '-90.18 12.5')))).toMatchObject({
      position,
    });
    const circle =
      '<gs:Circle srsName="urn:ogc:def:crs:EPSG::4326"><gml:pos> 32.3\n-90.18 </gml:pos><gs:radius>30</gs:radius></gs:Circle>';
    expect(readPidfLo(pidf(circle))).toMatchObject({ position });
  });

  test('with an address alone has a place and no position', () => {
    expect(readPidfLo(pidf(CIVIC))).toMatchObject({
      position: undefined,
      place: '42 W Oak & Elm Street, Testville, MS',
    });
  });

  test.each([
    ['<Point '.repeat(4600)],
    ['<Point>'.repeat(4600)],
    ['<a:'.repeat(10_000)],
    [`<Point>${'<pos '.repeat(6000)}`],
    [`<HNO${' '.repeat(32_000)}`],
    ['<HNO>'.repeat(6000)],
  ])('of the largest size that is built to be slow is answered', (evil) => {
    expect(readPidfLo(evil)?.position).toBeUndefined();
  });

  test('never throws, whatever it is given', () => {
    const tags = fc.constantFrom(
      '<gml:Point>',
      '</gml:Point>',
      '<pos>',
      '</pos>',
      '1 2',
      '<HNO>',
      '</HNO>',
      '<!',
      '&amp;',
      'x',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(tags).map((all) => all.join('')),
        ),
        (xml) => {
          const location = readPidfLo(xml);
          if (location?.position) expect(Math.abs(location.position.lat)).toBeLessThanOrEqual(90);
        },
      ),
    );
  });
});
