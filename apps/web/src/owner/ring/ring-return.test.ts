import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ringReturn } from './ring-return.ts';

describe('what Ring’s redirect brings', () => {
  it('is a nonce and a time', () => {
    expect(ringReturn('?nonce=yT8jdW_nu2W4gR6FI-l8hkPpt_c9EAf4DJ9CTIcuM7c&time=1771130906289')).toEqual({
      nonce: 'yT8jdW_nu2W4gR6FI-l8hkPpt_c9EAf4DJ9CTIcuM7c',
      time: 1771130906289,
    });
  });

  it.each(['', '?nonce=short&time=1771130906289', '?nonce=yT8jdW_nu2W4gR6FI-l8hkPpt&time=soon', '?time=1'])(
    'is nothing in “%s”',
    (search) => expect(ringReturn(search)).toBeUndefined(),
  );

  it('is read from any address without a throw', () => {
    fc.assert(
      fc.property(fc.string(), (search) => {
        const read = ringReturn(`?${search}`);
        expect(read === undefined || Number.isSafeInteger(read.time)).toBe(true);
      }),
    );
  });
});
