import fc from 'fast-check';
import { expect, it } from 'vitest';
import { codecOf } from './h264-config.ts';

it('names the codec by the sequence parameter set in front of the picture (RFC 6381)', () => {
  expect(codecOf(Uint8Array.of(0, 0, 0, 1, 9, 16, 0, 0, 0, 1, 0x67, 0x42, 0xe0, 0x1e, 9))).toBe(
    'avc1.42E01E',
  );
  expect(codecOf(Uint8Array.of(0, 0, 1, 0x67, 0x64, 0, 0x28, 9, 9))).toBe('avc1.640028');
});

it('names none when the picture comes first', () => {
  expect(codecOf(Uint8Array.of(0, 0, 1, 0x65, 1, 2, 3, 0, 0, 1, 0x67, 0x42, 0xe0, 0x1e))).toBeUndefined();
});

it('never throws on any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      codecOf(bytes);
    }),
  );
});
