import { describe, expect, it } from 'vitest';
import { spread } from './figures.ts';

describe('percentiles of the check', () => {
  it('are nearest-rank', () => {
    expect(spread([5, 1, 4, 2, 3])).toEqual({ p50: 3, p95: 5, max: 5 });
    expect(spread([7])).toEqual({ p50: 7, p95: 7, max: 7 });
  });
  it('of nothing are refused', () => {
    expect(() => spread([])).toThrow(RangeError);
  });
});
