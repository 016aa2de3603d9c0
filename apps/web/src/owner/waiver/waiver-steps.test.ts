import { describe, expect, it } from 'vitest';
import { firstStep, waiverSteps } from './waiver-steps.ts';

describe('the steps of signing', () => {
  it('go through every topic, then each chosen camera’s place and terms, then the difference', () => {
    const kinds = waiverSteps({ topics: 2, cameras: 3, named: false, chosen: 2 }).map((s) => s.kind);
    expect(kinds).toEqual(['read', 'read', 'choose', 'place', 'terms', 'place', 'terms', 'review']);
  });

  it('do not ask which camera when there is one, or one was named', () => {
    for (const path of [
      { topics: 1, cameras: 1, named: false, chosen: 1 },
      { topics: 1, cameras: 5, named: true, chosen: 1 },
    ])
      expect(waiverSteps(path).some((s) => s.kind === 'choose')).toBe(false);
  });

  it('begin after the text only when the same text was signed before', () => {
    const path = { topics: 7, cameras: 1, named: false, chosen: 1 };
    expect(waiverSteps(path)[firstStep(path, true)]?.kind).toBe('place');
    expect(waiverSteps(path)[firstStep(path, false)]).toEqual({ kind: 'read', topic: 0 });
  });
});
