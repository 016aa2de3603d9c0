import fc from 'fast-check';
import { expect, it } from 'vitest';
import { h265CodecOf } from './h265-config.ts';

/** VPS and SPS of x265, with emulation prevention in the profile. */
const VPS = '0000000140010c01ffff01600000030090000003000003003f95940900';
const SPS =
  '0000000142010101600000030090000003000003003fa005020171d4d965654a4c2f016808000003000800000300504000';
const bytes = (hex: string): Uint8Array =>
  Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number(`0x${pair}`));

it('names the codec by the sequence parameter set in front of the picture (ISO/IEC 14496-15 §E.3)', () => {
  expect(h265CodecOf(bytes(`${VPS}${SPS}00000001260180`))).toBe('hev1.1.6.L63.90');
});

it('names none when the picture comes first, or the set is cut', () => {
  expect(h265CodecOf(bytes(`0000000126018000${SPS}`))).toBeUndefined();
  expect(h265CodecOf(bytes(SPS.slice(0, 24)))).toBeUndefined();
});

it('never throws on any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (noise) => {
      h265CodecOf(Uint8Array.from([0, 0, 1, 0x42, ...noise]));
      h265CodecOf(noise);
    }),
  );
});
