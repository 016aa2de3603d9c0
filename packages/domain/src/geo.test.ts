import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bearingDeg,
  boxesAround,
  circleRing,
  destination,
  distanceM,
  EARTH_RADIUS_M,
  type GeoBox,
  isLatLon,
  type LatLon,
  ringAreaKm2,
  ringContains,
  wrapLongitude,
} from './geo.ts';

const point = fc.record<LatLon>({
  lat: fc.double({ min: -85, max: 85, noNaN: true }),
  lon: fc.double({ min: -180, max: 180, noNaN: true }),
});
const bearing = fc.double({ min: 0, max: 359.999, noNaN: true });

/** Difference of two bearings, 0–180 degrees. */
const apart = (a: number, b: number): number => Math.abs(((a - b + 540) % 360) - 180);

describe('distance', () => {
  // Geodesics on the ellipsoid: Flinders Peak to Buninyong (Geocentric Datum of Australia Technical Manual), a degree of
  // the equator and a quarter of a meridian on WGS84.
  test.each<[string, LatLon, LatLon, number]>([
    [
      'Flinders Peak to Buninyong',
      { lat: -37.951033417, lon: 144.424867889 },
      { lat: -37.652821139, lon: 143.926495528 },
      54_972.271,
    ],
    ['a degree of the equator', { lat: 0, lon: 10 }, { lat: 0, lon: 11 }, 111_319.491],
    ['equator to pole', { lat: 0, lon: 7 }, { lat: 90, lon: 7 }, 10_001_965.729],
  ])('%s is within 0.6 %% of the ellipsoid’s', (_, a, b, metres) => {
    expect(Math.abs(distanceM(a, b) - metres) / metres).toBeLessThan(0.006);
  });

  test('is half the circumference between opposite points, and 0 to itself', () => {
    expect(distanceM({ lat: 10, lon: 20 }, { lat: -10, lon: -160 })).toBeCloseTo(Math.PI * EARTH_RADIUS_M, 0);
    expect(distanceM({ lat: 10, lon: 20 }, { lat: 10, lon: 20 })).toBe(0);
  });

  test('goes the short way over the antimeridian', () => {
    const metres = distanceM({ lat: -17, lon: 179.999 }, { lat: -17, lon: -179.999 });
    expect(metres).toBeCloseTo(distanceM({ lat: -17, lon: 0 }, { lat: -17, lon: 0.002 }), 3);
  });

  test('is true to the millimetre also where the points are almost opposite', () => {
    const quarter = (Math.PI / 2) * EARTH_RADIUS_M;
    for (const lon of [179.99999730013067, 179.9999, 179])
      expect(distanceM({ lat: 0, lon }, { lat: 0, lon: 0 })).toBeCloseTo((lon / 90) * quarter, 3);
  });

  test('is the same both ways, and never longer over a third point', () => {
    fc.assert(
      fc.property(point, point, point, (a, b, c) => {
        expect(distanceM(a, b)).toBeCloseTo(distanceM(b, a), 3);
        expect(distanceM(a, c)).toBeLessThanOrEqual(distanceM(a, b) + distanceM(b, c) + 0.001);
      }),
      {
        examples: [
          [
            { lat: 0, lon: 179.99999730013067 },
            { lat: -6.037091348628667e-7, lon: 0 },
            { lat: -6.998018195889605e-8, lon: 0 },
          ],
        ],
      },
    );
  });
});

describe('destination and bearing', () => {
  test('a point so far away in that direction lies so far away in that direction', () => {
    fc.assert(
      fc.property(point, bearing, fc.double({ min: 1, max: 5000, noNaN: true }), (from, degrees, metres) => {
        const to = destination(from, degrees, metres);
        expect(isLatLon(to)).toBe(true);
        expect(distanceM(from, to)).toBeCloseTo(metres, 2);
        expect(apart(bearingDeg(from, to), degrees)).toBeLessThan(0.01);
      }),
    );
  });

  test('north, east, south and west are 0, 90, 180 and 270', () => {
    const here = { lat: 0, lon: 0 };
    const ways = [
      { lat: 1, lon: 0 },
      { lat: 0, lon: 1 },
      { lat: -1, lon: 0 },
      { lat: 0, lon: -1 },
    ];
    expect(ways.map((to) => bearingDeg(here, to))).toEqual([0, 90, 180, 270]);
  });

  test('crossing the antimeridian wraps the longitude', () => {
    expect(destination({ lat: 0, lon: 179.999 }, 90, 1000).lon).toBeCloseTo(-179.992, 3);
    expect([190, -190, 180, -180, 540].map(wrapLongitude)).toEqual([-170, 170, -180, -180, -180]);
  });
});

describe('boxes around a circle', () => {
  const inBox = (p: LatLon) => (box: GeoBox) =>
    p.lat >= box.south - 1e-9 &&
    p.lat <= box.north + 1e-9 &&
    p.lon >= box.west - 1e-9 &&
    p.lon <= box.east + 1e-9;

  test('hold every point of it, everywhere on the globe', () => {
    const anywhere = fc.record({
      lat: fc.double({ min: -89.99, max: 89.99, noNaN: true }),
      lon: fc.double({ min: -180, max: 180, noNaN: true }),
    });
    const radius = fc.double({ min: 1, max: 20_000, noNaN: true });
    fc.assert(
      fc.property(
        anywhere,
        radius,
        bearing,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (c, r, degrees, part) => {
          expect(boxesAround(c, r).some(inBox(destination(c, degrees, r * part)))).toBe(true);
        },
      ),
      { numRuns: 1000 },
    );
  });

  test('are two at the antimeridian, from either side, and one elsewhere', () => {
    for (const lon of [179.999, -179.999]) {
      const boxes = boxesAround({ lat: -17, lon }, 1000);
      expect(boxes).toHaveLength(2);
      expect(boxes.every((box) => box.west < box.east && box.west >= -180 && box.east <= 180)).toBe(true);
    }
    expect(boxesAround({ lat: -17, lon: 170 }, 1000)).toHaveLength(1);
  });

  test('span all longitudes where a pole lies inside', () => {
    expect(boxesAround({ lat: 89.999, lon: 5 }, 1000)).toEqual([
      { south: expect.closeTo(89.99, 2), north: 90, west: -180, east: 180 },
    ]);
  });
});

describe('rings', () => {
  const L: [number, number][] = [
    [0, 0],
    [2, 0],
    [2, 1],
    [1, 1],
    [1, 2],
    [0, 2],
    [0, 0],
  ];

  test('contain what lies inside an L and not what lies in its notch', () => {
    expect(ringContains(L, { lon: 0.5, lat: 1.5 })).toBe(true);
    expect(ringContains(L, { lon: 1.5, lat: 0.5 })).toBe(true);
    expect(ringContains(L, { lon: 1.5, lat: 1.5 })).toBe(false);
    expect(ringContains(L, { lon: -0.1, lat: 0.5 })).toBe(false);
  });

  test('do not care whether they are closed, or which way they run', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1, max: 3, noNaN: true }),
        fc.double({ min: -1, max: 3, noNaN: true }),
        (lon, lat) => {
          const inside = ringContains(L, { lon, lat });
          expect(ringContains(L.slice(0, -1), { lon, lat })).toBe(inside);
        },
      ),
    );
    expect(ringContains([...L].reverse(), { lon: 0.5, lat: 0.5 })).toBe(true);
  });

  test('hold nothing with fewer than three points', () => {
    expect(ringContains([], { lat: 0, lon: 0 })).toBe(false);
    expect(
      ringAreaKm2([
        [0, 0],
        [1, 1],
      ]),
    ).toBe(0);
  });

  test('of a circle is closed, on the circle, and of about its area', () => {
    const centre = { lat: -34.9, lon: -56.16 };
    const ring = circleRing(centre, 500);
    expect(ring[0]?.[0]).toBeCloseTo(ring.at(-1)?.[0] ?? 0, 9);
    for (const [lon, lat] of ring) expect(distanceM(centre, { lat, lon })).toBeCloseTo(500, 2);
    expect(ringAreaKm2(ring) / (Math.PI * 0.25)).toBeCloseTo(1, 2);
    expect(ringContains(ring, centre)).toBe(true);
  });
});
