import { BitReader, withoutEmulation } from './bit-reader.ts';
import { MediaError } from './media-error.ts';

/** What a sequence parameter set (ITU-T H.264 §7.3.2.1, H.265 §7.3.2.2) says about the picture. */
export interface SpsInfo {
  readonly width: number;
  readonly height: number;
  /** RFC 6381, ISO/IEC 14496-15 annex E: `avc1.…` or `hev1.…`. */
  readonly codecString: string;
}

const HIGH_PROFILES = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]);

/** Parses a NAL unit of type 7 (without start code). Throws MediaError when it is none. */
export function parseSps(nal: Uint8Array): SpsInfo {
  if (nal.length < 4 || ((nal[0] as number) & 0x1f) !== 7 || nal.length > 1024)
    throw new MediaError('h264-syntax', 'not a sequence parameter set');
  const bits = new BitReader(withoutEmulation(nal.subarray(1)), 'h264-syntax');
  const profile = bits.read(8);
  const constraints = bits.read(8);
  const level = bits.read(8);
  bits.golomb();
  const chroma = HIGH_PROFILES.has(profile) ? readHighProfile(bits) : 1;
  bits.golomb();
  skipPictureOrder(bits);
  bits.golomb();
  bits.read(1);
  const widthMbs = bits.golomb() + 1;
  const mapUnits = bits.golomb() + 1;
  const frameMbsOnly = bits.read(1);
  if (frameMbsOnly === 0) bits.read(1);
  bits.read(1);
  const crop =
    bits.read(1) === 1 ? [bits.golomb(), bits.golomb(), bits.golomb(), bits.golomb()] : [0, 0, 0, 0];
  const [left, right, top, bottom] = crop as [number, number, number, number];
  const unitX = chroma === 1 || chroma === 2 ? 2 : 1;
  const unitY = (chroma === 1 ? 2 : 1) * (2 - frameMbsOnly);
  const width = widthMbs * 16 - (left + right) * unitX;
  const height = mapUnits * 16 * (2 - frameMbsOnly) - (top + bottom) * unitY;
  if (width < 16 || height < 16 || width > 8192 || height > 8192)
    throw new MediaError('h264-syntax', 'the picture size is out of range');
  const hex = (n: number): string => n.toString(16).padStart(2, '0').toUpperCase();
  return { width, height, codecString: `avc1.${hex(profile)}${hex(constraints)}${hex(level)}` };
}

function readHighProfile(bits: BitReader): number {
  const chroma = bits.golomb();
  if (chroma === 3) bits.read(1);
  bits.golomb();
  bits.golomb();
  bits.read(1);
  const lists = bits.read(1) === 0 ? 0 : chroma === 3 ? 12 : 8;
  for (let i = 0; i < lists; i++) if (bits.read(1) === 1) skipScalingList(bits, i < 6 ? 16 : 64);
  return chroma;
}

function skipScalingList(bits: BitReader, size: number): void {
  let last = 8;
  let next = 8;
  for (let i = 0; i < size; i++) {
    if (next !== 0) next = (last + bits.signedGolomb() + 256) % 256;
    last = next === 0 ? last : next;
  }
}

function skipPictureOrder(bits: BitReader): void {
  const type = bits.golomb();
  if (type === 0) bits.golomb();
  if (type !== 1) return;
  bits.read(1);
  bits.golomb();
  bits.golomb();
  const count = bits.golomb();
  if (count > 255) throw new MediaError('h264-syntax', 'too many reference frames');
  for (let i = 0; i < count; i++) bits.golomb();
}
