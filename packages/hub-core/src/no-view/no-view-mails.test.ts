import type { CaseNumber } from '@porchlight/contract';
import { describe, expect, it } from 'vitest';
import type { NoViewCase } from '../store/no-view-store.ts';
import { ASKED_MS } from './case-state.ts';
import { neighbourMail, ownerMail } from './no-view-mails.ts';

const words = { programmeName: 'Pilot', timeZone: 'UTC', ownerUrl: 'https://pilot.example/owner' };
const held: NoViewCase = {
  caseNumber: 'N-2222-3333' as CaseNumber,
  secretHash: 'hash-of-the-secret',
  place: 'Elm Street 4\r\nBcc: somebody@example.org',
  position: { lat: 1, lon: 2 },
  parts: ['house'],
  words: 'the kitchen window',
  email: 'neighbour@example.org',
  receivedAt: 0,
  sentOnAt: 1000,
  overAt: 1000 + ASKED_MS,
  radiusM: 60,
  endedAs: null,
  endedAt: null,
  reason: '',
};

describe('the mail to an owner', () => {
  it('names the place on one line and the deadline, and neither the case, the neighbour nor the neighbour’s words', () => {
    const { text, subject } = ownerMail(held, words);
    expect(text).toContain('Elm Street 4 Bcc: somebody@example.org.');
    expect(text).toContain('15 January 1970');
    for (const secret of [held.caseNumber, held.email, held.words, held.secretHash])
      expect(subject + text).not.toContain(secret);
  });
});

describe('the mail to the neighbour', () => {
  it('holds no secret of the link, nor place or words', () => {
    const { text } = neighbourMail(held, held.overAt, words);
    expect(text).toContain('The time to answer is over');
    for (const secret of [held.secretHash, held.place, held.words]) expect(text).not.toContain(secret);
  });

  it('gives the office’s reason on one line', () => {
    const refused = { ...held, endedAs: 'refused' as const, reason: 'This is\na street, not a home.' };
    expect(neighbourMail(refused, 0, words).text).toContain(
      'The office writes: This is a street, not a home.',
    );
  });
});
