import { describe, expect, it } from 'vitest';
import { countResults } from './count-results.ts';

describe('counting results', () => {
  it('adds vitest, Playwright and conformance closing lines', () => {
    const log = [
      '      Tests  1 failed | 42 passed (43)',
      '  12 passed (1.2m)',
      '  1 flaky',
      '  1 failed',
      '487 passed, 0 failed',
    ].join('\n');
    expect(countResults(log)).toEqual({ passed: 542, failed: 2 });
  });
  it('reads coloured output', () => {
    expect(
      countResults(
        '\u001b[2m      Tests \u001b[22m \u001b[1m\u001b[32m5 passed\u001b[39m\u001b[22m\u001b[90m (5)\u001b[39m',
      ),
    ).toEqual({ passed: 5, failed: 0 });
  });
  it('counts nothing in an empty log', () => {
    expect(countResults('')).toEqual({ passed: 0, failed: 0 });
  });

  it('counts a worker that ended as a failure, though every test that ran has passed', () => {
    expect(countResults('      Tests  7 passed (9)\n     Errors  1 error\n')).toEqual({
      passed: 7,
      failed: 1,
    });
  });
});
