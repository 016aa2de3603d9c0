import { describe, expect, it } from 'vitest';
import { parseCaseLink } from './case-link.ts';

const SECRET = 'a'.repeat(43);

describe('the link to a case', () => {
  it('opens its case', () => {
    expect(parseCaseLink(`#N-2345-ABCD.${SECRET}`)).toEqual({ caseNumber: 'N-2345-ABCD', secret: SECRET });
  });
  it('without a fragment is the form', () => {
    expect([parseCaseLink(''), parseCaseLink('#')]).toEqual(['new', 'new']);
  });
  it.each([
    `#N-2345-ABCD`,
    `#N-2345-ABCD.${SECRET.slice(1)}`,
    `#${SECRET}`,
    `#N-2345-ABCD.${SECRET}.x`,
    '#/x',
  ])('%s is not whole', (hash) => {
    expect(parseCaseLink(hash)).toBeUndefined();
  });
});
