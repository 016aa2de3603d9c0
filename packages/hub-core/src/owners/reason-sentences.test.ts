import { REFUSAL_CODES } from '@porchlight/gate';
import { describe, expect, it } from 'vitest';
import { reasonSentence } from './reason-sentences.ts';

describe('reasonSentence', () => {
  it('has a sentence for every refusal of the gate', () => {
    for (const code of REFUSAL_CODES) {
      const sentence = reasonSentence(code);
      expect(sentence).toMatch(/^\S.* .*\S$/);
      expect(sentence).not.toContain('undefined');
    }
  });

  it('leaves a sentence as it is', () => {
    expect(reasonSentence('It is 412 m from the incident.')).toBe('It is 412 m from the incident.');
  });
});
