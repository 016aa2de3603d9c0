/**
 * The bar code in the bottom left corner of every picture: 16 black or white cells in a grey frame, most significant
 * bit first: 1 bit scenario, 11 bits frame number, 4 bits sum (of the three nibbles before, modulo 16, inverted).
 */
export interface BarCode {
  /** True while the camera shows the scenario. */
  readonly scenario: boolean;
  /** Number of the frame within its clip, 0–2047. */
  readonly frame: number;
}

/** Cells of the code, and how many pixels wide a cell is in a picture of the given width. */
export const BAR_CODE_CELLS = 16;
export function barCodeCell(width: number): number {
  return width >= 1000 ? 8 : 6;
}

/** The 16 bits, most significant first. Throws RangeError for a frame number over 2047. */
export function barCodeBits(code: BarCode): readonly (0 | 1)[] {
  if (!Number.isInteger(code.frame) || code.frame < 0 || code.frame > 2047)
    throw new RangeError('frame number');
  const value = (code.scenario ? 0x800 : 0) | code.frame;
  const word = (value << 4) | sumOf(value);
  return Array.from({ length: BAR_CODE_CELLS }, (_, i) => ((word >> (15 - i)) & 1) as 0 | 1);
}

/** Reads the code from a picture's luma (one byte a pixel, 0–255), or undefined when there is none. Never throws. */
export function readBarCode(luma: Uint8Array, width: number, height: number): BarCode | undefined {
  const cell = barCodeCell(width);
  if (width < cell * (BAR_CODE_CELLS + 2) || height < cell * 3 || luma.length < width * height)
    return undefined;
  const row = height - Math.round(cell * 1.5);
  let word = 0;
  for (let i = 0; i < BAR_CODE_CELLS; i++) {
    const column = Math.round(cell * (i + 1.5));
    word = (word << 1) | ((luma[row * width + column] as number) > 127 ? 1 : 0);
  }
  const value = word >> 4;
  return (word & 15) === sumOf(value) ? { scenario: (value & 0x800) !== 0, frame: value & 0x7ff } : undefined;
}

function sumOf(value: number): number {
  return ~((value >> 8) + (value >> 4) + value) & 15;
}
