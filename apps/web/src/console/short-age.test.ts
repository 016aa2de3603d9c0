import { expect, it } from 'vitest';
import { shortAge } from './short-age.ts';

it.each([
  [-5, '0 s'],
  [59_999, '59 s'],
  [60_000, '1 min'],
  [3_599_999, '59 min'],
  [3_600_000, '1 h'],
  [86_400_000 * 3 + 1, '3 d'],
])('an age of %i ms reads %s', (ms, words) => {
  expect(shortAge(ms)).toBe(words);
});
