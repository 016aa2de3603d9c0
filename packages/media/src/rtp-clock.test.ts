import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RtpClock } from './rtp-clock.ts';

const START = 1_790_000_000_000_000;
const report = (wallUs: number, timestamp: number) => ({ ssrc: 1, wallUs, timestamp });

describe('capture times', () => {
  it('come from the sender report, not from the arrival (RFC 3550 §6.4.1)', () => {
    let now = START;
    const clock = new RtpClock(90_000, () => now);
    clock.report(report(START - 40_000, 1000));
    now += 70_000;
    expect(clock.captureUs(1000)).toBe(START - 40_000);
    now += 500_000;
    expect(clock.captureUs(1000 + 9000)).toBe(START - 40_000 + 100_000);
  });

  it('go on over the wrap of RTP timestamps', () => {
    let now = START;
    const clock = new RtpClock(90_000, () => now);
    clock.report(report(START, 2 ** 32 - 4500));
    now += 100_000;
    expect(clock.captureUs(4500)).toBe(START + 100_000);
  });

  it('without sender reports start at the arrival, and are never later than it', () => {
    let now = START;
    const clock = new RtpClock(90_000, () => now);
    expect(clock.captureUs(0)).toBe(START);
    now += 60_000;
    expect(clock.captureUs(9000)).toBe(START + 60_000);
  });

  it('do not believe a camera whose clock is more than ten seconds from ours', () => {
    const clock = new RtpClock(90_000, () => START);
    clock.report(report(START + 11_000_000, 0));
    expect(clock.captureUs(0)).toBe(START);
  });

  it('start anew at the arrival when the camera’s timestamps jump', () => {
    let now = START;
    const clock = new RtpClock(90_000, () => now);
    clock.report(report(START, 0));
    clock.captureUs(0);
    now += 66_000;
    expect(clock.captureUs(2_000_000_000)).toBe(START + 66_000);
  });

  it('of pictures decoded before they are shown (B-frames) are those of their showing', () => {
    let now = START;
    const clock = new RtpClock(90_000, () => now);
    clock.report(report(START, 0));
    const at = [0, 18_000, 6000, 12_000, 36_000, 24_000].map((timestamp) => {
      now += 66_667;
      return clock.captureUs(timestamp) - START;
    });
    expect(at).toEqual([0, 200_000, 66_667, 133_333, 400_000, 266_667]);
  });

  it('run on when the timestamps wrap at 2^32 or are set back', () => {
    let now = START;
    const clock = new RtpClock(90_000, () => now);
    const at = [2 ** 32 - 6000, 0, 6000, 2 ** 31, 2 ** 31 + 6000].map((timestamp) => {
      const captured = clock.captureUs(timestamp);
      now += 66_667;
      return captured - START;
    });
    expect(at.slice(0, 3)).toEqual([0, 66_667, 133_333]);
    expect(at[3]).toBe(200_001);
    expect(at[4]).toBe(266_668);
  });

  it('are distinct, fall back by a second at most, and stay within ten seconds of the arrivals, whatever a camera says', () => {
    const step = fc.record({
      waitUs: fc.integer({ min: 100, max: 2_000_000 }),
      timestamp: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
      reportUs: fc.option(fc.integer({ min: -2e7, max: 2e7 })),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let now = START;
        let highest = 0;
        const recent: number[] = [];
        const clock = new RtpClock(90_000, () => now);
        for (const { waitUs, timestamp, reportUs } of steps) {
          now += waitUs;
          if (reportUs !== null) clock.report(report(now + reportUs, timestamp));
          const at = clock.captureUs(timestamp);
          expect(at).toBeGreaterThanOrEqual(highest - 1_000_000);
          expect(recent.slice(-15)).not.toContain(at);
          expect(Math.abs(at - now)).toBeLessThanOrEqual(10_000_040);
          highest = Math.max(highest, at);
          recent.push(at);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
