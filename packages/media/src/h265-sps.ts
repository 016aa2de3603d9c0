import { BitReader, withoutEmulation } from './bit-reader.ts';
import type { SpsInfo } from './h264-sps.ts';
import { MediaError } from './media-error.ts';

/** A sequence parameter set of H.265; `subLayers` counts the temporal sub-layers, 1–7. */
export interface H265SpsInfo extends SpsInfo {
  readonly subLayers: number;
}

/** Parses a NAL unit of type 33 (without start code; ITU-T H.265 §7.3.2.2) as far as the size. Throws MediaError when it is none. */
export function parseH265Sps(nal: Uint8Array): H265SpsInfo {
  if (nal.length < 15 || nal.length > 1024 || (((nal[0] as number) >> 1) & 0x3f) !== 33)
    throw new MediaError('h265-syntax', 'not a sequence parameter set');
  const bits = new BitReader(withoutEmulation(nal.subarray(2)), 'h265-syntax');
  bits.read(4);
  const subLayers = bits.read(3) + 1;
  if (subLayers > 7) throw new MediaError('h265-syntax', 'too many sub-layers');
  bits.read(1);
  const codecString = readProfile(bits);
  skipSubLayers(bits, subLayers - 1);
  bits.golomb();
  const chroma = bits.golomb();
  if (chroma > 3) throw new MediaError('h265-syntax', 'the chroma format is unknown');
  if (chroma === 3) bits.read(1);
  const codedWidth = bits.golomb();
  const codedHeight = bits.golomb();
  const window =
    bits.read(1) === 1 ? [bits.golomb(), bits.golomb(), bits.golomb(), bits.golomb()] : [0, 0, 0, 0];
  const [left, right, top, bottom] = window as [number, number, number, number];
  const width = codedWidth - (left + right) * (chroma === 1 || chroma === 2 ? 2 : 1);
  const height = codedHeight - (top + bottom) * (chroma === 1 ? 2 : 1);
  if (width < 16 || height < 16 || width > 8192 || height > 8192)
    throw new MediaError('h265-syntax', 'the picture size is out of range');
  return { width, height, subLayers, codecString };
}

/** profile_tier_level (§7.3.3), general part, as ISO/IEC 14496-15 §E.3 writes it: parameter sets travel in band, so `hev1`. */
function readProfile(bits: BitReader): string {
  const space = ['', 'A', 'B', 'C'][bits.read(2)] as string;
  const tier = bits.read(1) === 1 ? 'H' : 'L';
  const profile = bits.read(5);
  let compatible = 0;
  for (let i = 0; i < 32; i++) compatible += bits.read(1) * 2 ** i;
  const constraints = Array.from({ length: 6 }, () => bits.read(8));
  const level = bits.read(8);
  const used = constraints.slice(0, constraints.findLastIndex((byte) => byte !== 0) + 1);
  const hex = (n: number): string => n.toString(16).toUpperCase();
  return ['hev1', `${space}${profile}`, hex(compatible), `${tier}${level}`, ...used.map(hex)].join('.');
}

function skipSubLayers(bits: BitReader, count: number): void {
  const present = Array.from({ length: count }, () => ({ profile: bits.read(1), level: bits.read(1) }));
  if (count > 0) bits.skip((8 - count) * 2);
  for (const { profile, level } of present) bits.skip(profile * 88 + level * 8);
}
