import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { retryAfterMs } from './retry-after.ts';

describe('Retry-After', () => {
  it.each([
    ['2', 2000],
    ['0', 0],
    ['Thu, 01 Jan 1970 00:00:10 GMT', 9000],
    ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
    ['99999', 3_600_000],
    ['soon', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%s is %s ms', (header, expected) => {
    expect(retryAfterMs(header, 1000)).toBe(expected);
  });

  it('is never negative, longer than an hour or no number', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), (header) => {
        const wait = retryAfterMs(header, 0);
        expect(wait === undefined || (wait >= 0 && wait <= 3_600_000)).toBe(true);
      }),
    );
  });
});
