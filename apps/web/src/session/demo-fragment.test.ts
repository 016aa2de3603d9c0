import { toBase64Url } from '@porchlight/statements';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDemoFragment } from './demo-fragment.ts';

const encoded = (value: unknown) => `#${toBase64Url(new TextEncoder().encode(JSON.stringify(value)))}`;
const persona = { area: 'owner', id: 'own-1', name: 'House 12, Calle Ocho', pkcs8: 'AA', raw: 'AA' };

describe('the demo address', () => {
  it('carries personas after the #', () => {
    expect(parseDemoFragment(encoded({ personas: [persona] }))?.personas).toEqual([persona]);
  });

  it('is nothing special when the fragment is a page, another JSON, or too long', () => {
    for (const text of [
      '',
      '#',
      '#/cameras',
      encoded({ personas: [{ ...persona, area: 'root' }] }),
      encoded([]),
    ])
      expect(parseDemoFragment(text)).toBeUndefined();
    expect(parseDemoFragment(encoded({ personas: Array(900).fill(persona) }))).toBeUndefined();
  });

  it('never throws on any fragment', () => {
    fc.assert(fc.property(fc.string(), (text) => parseDemoFragment(`#${text}`) === undefined));
  });
});
