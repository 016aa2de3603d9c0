import { LOOK_END_CAUSES } from '@porchlight/contract';
import { REFUSAL_CODES } from '@porchlight/gate';
import { describe, expect, it } from 'vitest';
import { reasonSentence } from './reason-sentences.ts';

/** What a gateway and the hub write into outcomes beside the gate's refusals. */
const CAUSES = [
  ...LOOK_END_CAUSES,
  'owner-stop',
  'hub-silent',
  'hub-lost',
  'camera-removed',
  'owner-left',
  'host-not-named',
  'state-unwritable',
  'gateway-stopped',
  'gateway-lost',
  'restart',
  'too-many-viewers',
  'too-slow',
];

describe('reasonSentence', () => {
  it('has a sentence for every refusal of the gate', () => {
    for (const code of REFUSAL_CODES) {
      const sentence = reasonSentence(code);
      expect(sentence).toMatch(/^\S.* .*\S$/);
      expect(sentence).not.toContain('undefined');
    }
  });

  it('has a sentence for every cause that is no refusal', () => {
    for (const cause of CAUSES) expect(reasonSentence(cause)).toMatch(/^[A-Z].* .*\.$/);
  });

  it('says that the operator ended a look only of looks that the operator ended', () => {
    const told = CAUSES.filter((cause) => reasonSentence(cause).includes('operator ended'));
    expect(told).toEqual(['operator-end']);
  });

  it('leaves a sentence as it is', () => {
    expect(reasonSentence('It is 412 m from the incident.')).toBe('It is 412 m from the incident.');
  });
});
