import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WAIVER, waiverTextHash, waiverTopics } from './waiver-text.ts';

describe('the waiver text', () => {
  it('says what police see, what stays out of reach, and how to leave', () => {
    for (const promise of [
      'at most 6 seconds, before the look',
      'no sound',
      'What you cover stays covered: it is painted over in your box before anything leaves it.',
      'the host can see your cameras',
      'Hosts are not the police',
      'no face recognition',
      'A report can be false',
      'film the screen',
      'A court can order',
      'how much',
      'Police are not told',
    ])
      expect(WAIVER.text).toContain(promise);
  });

  it('is read as topics that lose no line', () => {
    const topics = waiverTopics(WAIVER.text);
    expect(topics.length).toBe(7);
    expect(topics.every((t) => t.title !== '' && t.parts.length > 0)).toBe(true);
    const lines = WAIVER.text.split('\n').filter((l) => l.trim() !== '').length;
    expect(topics.reduce((sum, t) => sum + 1 + t.parts.length, 0)).toBe(lines);
  });

  it('keeps every line of any text in exactly one topic', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^(# |- )?[a-z ]{1,20}$/)), (lines) => {
        const written = lines.map((l) => l.trim()).filter((l) => l !== '');
        const topics = waiverTopics(lines.join('\n'));
        const read = topics.flatMap((t) => [...(t.title ? [t.title] : []), ...t.parts.map((p) => p.text)]);
        expect(read).toEqual(written.map((l) => (l.startsWith('# ') || l.startsWith('- ') ? l.slice(2) : l)));
      }),
    );
  });

  it('has another hash when one letter changes', async () => {
    expect(await waiverTextHash(WAIVER.text)).not.toBe(
      await waiverTextHash(WAIVER.text.replace('no sound', 'no Sound')),
    );
    expect(await waiverTextHash('')).toBe('47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU');
  });
});
