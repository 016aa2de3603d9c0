import { describe, expect, it } from 'vitest';
import { RateLimit } from './rate-limit.ts';

describe('RateLimit', () => {
  it('lets an address call as often as its share, then again as time passes, and others meanwhile', () => {
    let now = 0;
    const limit = new RateLimit(3, () => now);
    for (let n = 0; n < 3; n++) limit.take('a');
    expect(() => limit.take('a')).toThrow('too-many');
    limit.take('b');
    now = 20_000;
    limit.take('a');
    expect(() => limit.take('a')).toThrow('too-many');
  });
});
