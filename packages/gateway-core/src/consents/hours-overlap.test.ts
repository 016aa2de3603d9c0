import { type Hours, withinHours } from '@porchlight/domain';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hoursWithin, sharedHours } from './hours-overlap.ts';

const minute = fc.integer({ min: 0, max: 1439 });
const hours: fc.Arbitrary<Hours> = fc.oneof(
  fc.constant<Hours>({ kind: 'always' }),
  fc.record({ kind: fc.constant('daily' as const), fromMinute: minute, toMinute: minute }),
);
const DAY = Array.from({ length: 1440 }, (_, i) => i);

describe('two owners’ hours', () => {
  it('one lies within the other exactly when each of its minutes does', () => {
    fc.assert(
      fc.property(hours, hours, (inner, outer) => {
        const each = DAY.every((m) => !withinHours(inner, m) || withinHours(outer, m));
        expect(hoursWithin(inner, outer)).toBe(each);
      }),
    );
  });

  it('share nothing but minutes in which both hold, and something whenever there is such a minute', () => {
    fc.assert(
      fc.property(hours, hours, (a, b) => {
        const shared = sharedHours(a, b);
        const both = DAY.filter((m) => withinHours(a, m) && withinHours(b, m));
        expect(shared === null).toBe(both.length === 0);
        const beyond = DAY.filter((m) => shared && withinHours(shared, m) && !both.includes(m));
        expect(beyond).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});
