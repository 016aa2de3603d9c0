import { describe, expect, it } from 'vitest';
import { type LivenessInput, livenessOf, livenessWords } from './liveness.ts';

const base: LivenessInput = {
  look: 'running',
  gone: false,
  lastDrawnAt: 100_000,
  openedAt: 90_000,
  lagMs: 0,
  catchUpMs: 0,
  now: 100_050,
};
const words = (change: Partial<LivenessInput>): string => livenessWords(livenessOf({ ...base, ...change }));

describe('the liveness badge', () => {
  it('says live only while pictures are drawn', () => {
    expect(words({})).toBe('Live');
    expect(words({ now: 102_500 })).toBe('2 s late');
    expect(words({ now: 104_500 })).toBe('Stalled 4 s');
  });
  it('says how old the first picture is, and how far a stream is behind', () => {
    expect(words({ catchUpMs: 1700 })).toBe('2 s old');
    expect(words({ lagMs: 1600 })).toBe('Delayed 2 s');
  });
  it('stalls when no first picture comes', () => {
    expect(words({ lastDrawnAt: null, now: 91_000 })).toBe('Opening');
    expect(words({ lastDrawnAt: null, now: 95_000 })).toBe('Stalled 5 s');
  });
  it('does not call a tile live for what it drew before it was hidden', () => {
    expect(words({ lastDrawnAt: 60_000, openedAt: 100_000, now: 100_100 })).toBe('Opening');
    expect(words({ lastDrawnAt: 60_000, openedAt: 100_000, now: 104_100 })).toBe('Stalled 4 s');
    expect(words({ lastDrawnAt: 100_050, openedAt: 100_000, now: 100_100 })).toBe('Live');
  });
  it('is the same neutral card whatever ended the picture', () => {
    expect(words({ gone: true })).toBe('No longer available');
    expect(words({ gone: true, look: 'ended', now: 999_999 })).toBe('No longer available');
    expect(words({ look: 'ended' })).toBe('Ended');
  });
});
