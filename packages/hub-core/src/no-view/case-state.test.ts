import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ASKED_MS, LAPSE_MS, stateOf } from './case-state.ts';

const received = { endedAs: null, sentOnAt: null, overAt: LAPSE_MS };
const asked = { endedAs: null, sentOnAt: 100, overAt: 100 + ASKED_MS };

describe('the state of a case', () => {
  it('is received until the office acts, and lapses after ninety days when it never does', () => {
    expect(stateOf(received, 0)).toBe('received');
    expect(stateOf(received, LAPSE_MS - 1)).toBe('received');
    expect(stateOf(received, LAPSE_MS)).toBe('lapsed');
  });

  it('is asked until the deadline and finished from then on, never earlier', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 200 + 2 * ASKED_MS }), (now) => {
        expect(stateOf(asked, now)).toBe(now < asked.overAt ? 'asked' : 'finished');
      }),
    );
  });

  it('stays as it was ended, however much time passes', () => {
    for (const endedAs of ['refused', 'closed', 'withdrawn'] as const)
      for (const now of [0, ASKED_MS, 10 * LAPSE_MS])
        expect(stateOf({ ...asked, endedAs, overAt: 50 }, now)).toBe(endedAs);
  });
});
