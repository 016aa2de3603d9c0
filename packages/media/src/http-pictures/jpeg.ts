import { MediaError } from '../media-error.ts';

/** A whole JPEG from its start to its end marker, with its size in pixels. */
export interface Jpeg {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
}

/** Larger pictures would cost the child more memory than it has. */
const MOST_PIXELS_A_SIDE = 4096;
const SMALLEST_SIDE = 16;
const START = 0xd8;
const END = Buffer.from([0xff, 0xd9]);
const START_OF_SCAN = 0xda;
/** Baseline, extended and progressive Huffman coding (ITU-T T.81, table B.1): what cameras send. */
const FRAMES = [0xc0, 0xc1, 0xc2];
/** Markers that stand alone, without a length: TEM and the restarts. */
const standsAlone = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);

/**
 * Reads as much of a JPEG as says how large it is and that it is whole; what follows its end is cut off. The pixels are the child's
 * business. Throws MediaError for anything else, and for sides under 16 or over 4,096 pixels.
 */
export function readJpeg(bytes: Buffer): Jpeg {
  if (bytes[0] !== 0xff || bytes[1] !== START) throw new MediaError('jpeg-syntax', 'not a JPEG');
  const { width, height, at } = frameHeader(bytes);
  for (const side of [width, height])
    if (side < SMALLEST_SIDE || side > MOST_PIXELS_A_SIDE)
      throw new MediaError('jpeg-syntax', `${width}x${height} pixels`);
  const end = bytes.lastIndexOf(END);
  if (end < at) throw new MediaError('jpeg-syntax', 'cut short');
  return { data: bytes.subarray(0, end + END.length), width, height };
}

/** `at`: where the frame header begins. */
function frameHeader(bytes: Buffer): { width: number; height: number; at: number } {
  for (let at = 2; at + 9 < bytes.length; ) {
    if (bytes[at] !== 0xff) break;
    const marker = bytes[at + 1] as number;
    if (marker === 0xff) at += 1;
    else if (standsAlone(marker)) at += 2;
    else if (FRAMES.includes(marker))
      return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7), at };
    else if (marker === START_OF_SCAN) break;
    else at += 2 + Math.max(2, bytes.readUInt16BE(at + 2));
  }
  throw new MediaError('jpeg-syntax', 'no frame header');
}
