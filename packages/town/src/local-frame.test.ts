import { distanceM } from '@porchlight/domain';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { localFrame } from './local-frame.ts';
import { neighbourhood } from './neighbourhood.ts';

const frame = localFrame({ lat: -34.8835, lon: -56.1775 });
const metres = fc.double({ min: -500, max: 500, noNaN: true });

it('goes to WGS84 and back within a millimetre', () => {
  fc.assert(
    fc.property(metres, metres, (x, y) => {
      const back = frame.toLocal(frame.toLatLon([x, y]));
      return Math.hypot(back[0] - x, back[1] - y) < 1e-3;
    }),
  );
});

it('agrees with the great-circle distance within 0.6 %', () => {
  fc.assert(
    fc.property(metres, metres, (x, y) => {
      const far = distanceM(frame.origin, frame.toLatLon([x, y]));
      return Math.abs(far - Math.hypot(x, y)) <= 0.006 * Math.hypot(x, y) + 1e-6;
    }),
  );
});

it('holds a dense neighbourhood with attribution', () => {
  const hood = neighbourhood();
  expect(hood.houses.length).toBeGreaterThan(3000);
  expect(hood.attribution).toContain('OpenStreetMap contributors (ODbL)');
});
