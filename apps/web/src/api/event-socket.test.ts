import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { retryWait } from './event-socket.ts';

describe('reconnecting', () => {
  it('begins soon, doubles, and stays within ten seconds', () => {
    expect([0, 1, 2, 3].map((n) => retryWait(n, 0))).toEqual([400, 800, 1600, 3200]);
    expect(retryWait(40, 0)).toBe(10_000);
  });

  it('spreads many screens by up to a third and never waits nothing', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.double({ min: 0, max: 0.999, noNaN: true }), (n, random) => {
        const wait = retryWait(n, random);
        expect(wait).toBeGreaterThanOrEqual(Math.floor((retryWait(n, 0) * 2) / 3));
        expect(wait).toBeLessThanOrEqual(retryWait(n, 0));
      }),
    );
  });
});
