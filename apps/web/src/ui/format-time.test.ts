import { describe, expect, it } from 'vitest';
import { clockLeft, dayAndTime, duration } from './format-time.ts';

describe('times in words', () => {
  it('name the one or two units that matter', () => {
    const second = 1000;
    const minute = 60 * second;
    const hour = 60 * minute;
    for (const [ms, words] of [
      [-5, '0 seconds'],
      [second, '1 second'],
      [59_999, '59 seconds'],
      [minute, '1 minute'],
      [hour, '1 hour'],
      [2 * hour + 5 * minute, '2 hours 5 minutes'],
      [47 * hour, '47 hours'],
      [45 * 24 * hour - minute, '45 days'],
    ] as const)
      expect(duration(ms)).toBe(words);
  });

  it('count down to zero and not below', () => {
    expect([19 * 60_000 + 59_001, 9000, 1, 0, -4000].map(clockLeft)).toEqual([
      '20:00',
      '0:09',
      '0:01',
      '0:00',
      '0:00',
    ]);
    expect(clockLeft(3_600_000 + 62_000)).toBe('1:01:02');
  });

  it('use the programme’s time zone, not the browser’s', () => {
    expect(dayAndTime(Date.UTC(2026, 10, 24, 1, 5), 'America/Montevideo')).toContain('23 November 2026');
  });
});
