import { localMinute } from '@porchlight/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endOfDay, pauseUntil } from './pause-until.ts';

describe('how long a pause lasts', () => {
  it('is an hour, the rest of the local day, or until the owner signs', () => {
    const now = Date.UTC(2026, 10, 23, 20, 30);
    expect(pauseUntil('hour', now, 'UTC')).toBe(now + 3_600_000);
    expect(pauseUntil('today', now, 'America/Montevideo')).toBe(Date.UTC(2026, 10, 24, 3));
    expect(pauseUntil('until-signed', now, 'UTC')).toBeNull();
  });

  it('ends at midnight also on the days the clocks change', () => {
    expect(endOfDay(Date.UTC(2026, 2, 29, 0, 10), 'Europe/Berlin')).toBe(Date.UTC(2026, 2, 29, 22));
    expect(endOfDay(Date.UTC(2026, 9, 25, 0, 10), 'Europe/Berlin')).toBe(Date.UTC(2026, 9, 25, 23));
  });

  it('ends at the coming midnight also in the last minute of a day', () => {
    expect(endOfDay(Date.UTC(2026, 10, 23, 23, 59, 30), 'UTC')).toBe(Date.UTC(2026, 10, 24));
    expect(endOfDay(Date.UTC(2026, 10, 23, 23, 58, 30), 'UTC')).toBe(Date.UTC(2026, 10, 24));
  });

  it('always begins a local day, in the future, within 25 hours', () => {
    const zones = fc.constantFrom(
      'UTC',
      'America/Chicago',
      'Asia/Kathmandu',
      'Australia/Sydney',
      'Europe/London',
    );
    fc.assert(
      fc.property(fc.integer({ min: 1.7e12, max: 1.9e12 }), zones, (now, zone) => {
        const end = endOfDay(now, zone);
        expect(end - now).toBeGreaterThan(0);
        expect(end - now).toBeLessThanOrEqual(25 * 3_600_000);
        expect(localMinute(end, zone)).toBe(0);
      }),
      { numRuns: 60 },
    );
  });
});
