import { toBase64Url } from '@porchlight/statements';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseInvite } from './invite-link.ts';

describe('an invitation link', () => {
  it('reads back its id and secret', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
        const secret = toBase64Url(bytes);
        expect(parseInvite(`#0123456789abcdef.${secret}`)).toEqual({ inviteId: '0123456789abcdef', secret });
      }),
    );
  });

  it('is nothing when it was cut, lengthened or made up', () => {
    const good = `#0123456789abcdef.${toBase64Url(new Uint8Array(32))}`;
    for (const text of [
      '',
      '#',
      good.slice(0, -1),
      `${good}A`,
      good.replace('.', '/'),
      good.replace('0', 'G'),
    ])
      expect(parseInvite(text)).toBeUndefined();
    fc.assert(fc.property(fc.string(), (text) => parseInvite(text) === undefined));
  });
});
