import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { localMinute, withinHours } from './hours.ts';

const at = (iso: string): number => Date.parse(iso);
const daily = (fromMinute: number, toMinute: number) => ({ kind: 'daily', fromMinute, toMinute }) as const;

describe('the local minute', () => {
  test.each([
    ['2026-07-01T19:30:00Z', 'America/Chicago', 14 * 60 + 30],
    ['2026-07-01T05:00:00Z', 'America/Chicago', 0],
    ['2026-07-01T04:59:59.999Z', 'America/Chicago', 1439],
    ['2026-07-01T12:00:00Z', 'Asia/Kathmandu', 17 * 60 + 45],
    ['2026-07-01T02:00:00Z', 'America/Montevideo', 23 * 60],
    ['2026-07-01T12:00:00Z', 'UTC', 720],
  ])('at %s in %s is %i', (iso, zone, minute) => {
    expect(localMinute(at(iso), zone)).toBe(minute);
  });

  test('leaps over the hour that spring takes, and has the hour that autumn gives twice', () => {
    const chicago = (iso: string) => localMinute(at(iso), 'America/Chicago');
    expect(chicago('2026-03-08T07:59:00Z')).toBe(119);
    expect(chicago('2026-03-08T08:00:00Z')).toBe(180);
    expect(chicago('2026-11-01T06:30:00Z')).toBe(90);
    expect(chicago('2026-11-01T07:30:00Z')).toBe(90);
  });

  test('of an unknown zone is a RangeError', () => {
    expect(() => localMinute(0, 'Mars/Olympus')).toThrow(RangeError);
  });
});

describe('hours', () => {
  test('hold from their first minute to the one before their last', () => {
    const hours = daily(480, 1020);
    expect([479, 480, 1019, 1020].map((minute) => withinHours(hours, minute))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  test('run over midnight when they end before they begin', () => {
    const night = daily(1320, 360);
    expect([1319, 1320, 1439, 0, 359, 360, 720].map((m) => withinHours(night, m))).toEqual([
      false,
      true,
      true,
      true,
      true,
      false,
      false,
    ]);
  });

  test('are the whole day with equal ends, and always', () => {
    for (const minute of [0, 600, 1439]) {
      expect(withinHours(daily(600, 600), minute)).toBe(true);
      expect(withinHours({ kind: 'always' }, minute)).toBe(true);
    }
  });

  test('and the hours from their end to their beginning share no minute and leave none out', () => {
    const minute = fc.integer({ min: 0, max: 1439 });
    fc.assert(
      fc.property(minute, minute, minute, (from, to, m) => {
        fc.pre(from !== to);
        expect(withinHours(daily(from, to), m)).toBe(!withinHours(daily(to, from), m));
      }),
    );
  });
});
