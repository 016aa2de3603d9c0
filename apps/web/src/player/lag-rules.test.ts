import { describe, expect, it } from 'vitest';
import { shouldReopen, shouldSkip } from './lag-rules.ts';

describe('a player that falls behind', () => {
  it('skips to a newer key unit when it is more than 500 ms late, drawn or waiting', () => {
    expect(shouldSkip({ lagMs: 500, waitedMs: 500 })).toBe(false);
    expect(shouldSkip({ lagMs: 501, waitedMs: 0 })).toBe(true);
    expect(shouldSkip({ lagMs: 0, waitedMs: 501 })).toBe(true);
  });
  it('reopens beyond three seconds, and then rests for five', () => {
    const late = { lagMs: 3001, waitedMs: 0 };
    expect(shouldReopen({ lagMs: 3000, waitedMs: 3000 }, 60_000)).toBe(false);
    expect(shouldReopen(late, 60_000)).toBe(true);
    expect(shouldReopen(late, 5000)).toBe(false);
  });
});
