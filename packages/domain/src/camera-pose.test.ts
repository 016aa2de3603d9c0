import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CameraPose, poseSees, wedgeRing } from './camera-pose.ts';
import { coverageShare } from './coverage.ts';
import { destination, ringContains } from './geo.ts';

const HERE = { lat: -34.9, lon: -56.16 };
const pose = (changes: Partial<CameraPose> = {}): CameraPose => ({
  position: HERE,
  heightM: 3,
  azimuthDeg: 90,
  tiltDeg: 10,
  hfovDeg: 100,
  rangeM: 40,
  ...changes,
});

describe('a camera’s wedge', () => {
  test('sees to its range and half its field of view either side', () => {
    expect(poseSees(pose(), destination(HERE, 90, 39.9))).toBe(true);
    expect(poseSees(pose(), destination(HERE, 90, 40.1))).toBe(false);
    expect(poseSees(pose(), destination(HERE, 41, 20))).toBe(true);
    expect(poseSees(pose(), destination(HERE, 39, 20))).toBe(false);
    expect(poseSees(pose(), destination(HERE, 139, 20))).toBe(true);
    expect(poseSees(pose(), destination(HERE, 141, 20))).toBe(false);
  });

  test('reaches over north', () => {
    for (const azimuthDeg of [0, 359, 1]) {
      expect(poseSees(pose({ azimuthDeg }), destination(HERE, 330, 20))).toBe(true);
      expect(poseSees(pose({ azimuthDeg }), destination(HERE, 30, 20))).toBe(true);
      expect(poseSees(pose({ azimuthDeg }), destination(HERE, 180, 20))).toBe(false);
    }
  });

  test('of 360 degrees sees all around', () => {
    for (let bearing = 0; bearing < 360; bearing += 15)
      expect(poseSees(pose({ hfovDeg: 360 }), destination(HERE, bearing, 39))).toBe(true);
  });

  test('is drawn as the ground that it sees', () => {
    const azimuth = fc.integer({ min: 0, max: 359 });
    fc.assert(
      fc.property(
        azimuth,
        fc.integer({ min: 20, max: 360 }),
        azimuth,
        fc.integer({ min: 1, max: 60 }),
        (azimuthDeg, hfovDeg, bearing, metres) => {
          const camera = pose({ azimuthDeg, hfovDeg });
          const off = Math.abs(((bearing - azimuthDeg + 540) % 360) - 180);
          // Near its edges the drawing, a polygon, may differ from the arc.
          fc.pre(Math.abs(off - hfovDeg / 2) > 2 && (metres < 38 || metres > 41));
          const ring = wedgeRing(camera, 72);
          expect(ring[0]?.[0]).toBeCloseTo(ring.at(-1)?.[0] ?? 0, 9);
          const ground = destination(HERE, bearing, metres);
          expect(ringContains(ring, ground)).toBe(poseSees(camera, ground));
        },
      ),
    );
  });
});

describe('coverage of a circle', () => {
  test('is nothing without cameras, all of it under one that sees all, and a quarter under a quarter', () => {
    expect(coverageShare(HERE, 100, [])).toBe(0);
    const all = pose({ hfovDeg: 360, rangeM: 100 });
    expect(coverageShare(HERE, 100, [all])).toBe(1);
    expect(coverageShare(HERE, 100, [{ ...all, hfovDeg: 90 }])).toBeCloseTo(0.25, 1);
    expect(coverageShare(HERE, 100, [{ ...all, rangeM: 50 }])).toBeCloseTo(0.25, 1);
  });

  test('never falls when a camera is added, and does not count ground twice', () => {
    const camera = pose({ hfovDeg: 120, rangeM: 80 });
    const one = coverageShare(HERE, 100, [camera]);
    expect(coverageShare(HERE, 100, [camera, camera])).toBe(one);
    const bearing = fc.integer({ min: 0, max: 359 });
    fc.assert(
      fc.property(bearing, bearing, fc.integer({ min: 0, max: 300 }), (azimuthDeg, away, metres) => {
        const other = pose({ azimuthDeg, position: destination(HERE, away, metres) });
        const both = coverageShare(HERE, 100, [camera, other]);
        expect(both).toBeGreaterThanOrEqual(one);
        expect(both).toBeLessThanOrEqual(1);
      }),
      { numRuns: 30 },
    );
  });
});
