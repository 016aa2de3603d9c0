import { describe, expect, it } from 'vitest';
import { compassWord, hoursWords, minuteWords, parseMinute } from './terms-words.ts';

describe('terms in words', () => {
  it('reads back every minute it writes, and nothing that is not a time of day', () => {
    for (let m = 0; m < 1440; m++) expect(parseMinute(minuteWords(m))).toBe(m);
    for (const text of ['', '24:00', '7', '12:60', 'noon', '-1:00', '123:00'])
      expect(parseMinute(text)).toBeUndefined();
  });

  it('says when hours run over midnight', () => {
    expect(hoursWords({ kind: 'daily', fromMinute: 1320, toMinute: 360 })).toBe(
      'from 22:00 to 06:00 the next morning',
    );
    expect(hoursWords({ kind: 'daily', fromMinute: 60, toMinute: 60 })).toBe('at any hour');
  });

  it('names eight directions', () => {
    expect([0, 44, 46, 359, 180, 270, 337, 338].map(compassWord)).toEqual([
      'north',
      'north-east',
      'north-east',
      'north',
      'south',
      'west',
      'north-west',
      'north',
    ]);
  });
});
