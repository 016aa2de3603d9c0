import { describe, expect, it } from 'vitest';
import { AFTERMATH_MS, RUN_LENGTH_M, runnerAt, SCENARIO_MS } from './runner-path.ts';
import { LOOP_MS } from './town-clips.ts';

describe('the runner', () => {
  it('never jumps: at most 7 m in a second', () => {
    for (let ms = 0; ms < SCENARIO_MS + AFTERMATH_MS; ms += 100) {
      const [a, b] = [runnerAt(ms).at, runnerAt(ms + 100).at];
      expect(Math.hypot(a[0] - b[0], a[1] - b[1])).toBeLessThan(0.7);
    }
  });

  it('begins inside the house, runs, and hides before the scenario ends', () => {
    expect(runnerAt(-5).pose).toBe('inside');
    expect(runnerAt(30_000).pose).toBe('running');
    expect(runnerAt(SCENARIO_MS).pose).toBe('hiding');
    expect(runnerAt(SCENARIO_MS).at).toEqual(runnerAt(SCENARIO_MS + 12_345).at);
    expect(RUN_LENGTH_M).toBeGreaterThan(300);
  });

  it('takes whole loops, so that cameras without the runner never notice', () => {
    expect(SCENARIO_MS % LOOP_MS).toBe(0);
    expect(AFTERMATH_MS % LOOP_MS).toBe(0);
  });
});
