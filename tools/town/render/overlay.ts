import { type BarCode, barCodeBits, barCodeCell } from '../../../packages/town/src/bar-code.ts';
import { glyphsOf } from './font.ts';

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** RGB bytes. */
  readonly rgb: Uint8Array;
}

/** Writes the camera's name into the top left corner. */
export function drawName(picture: Picture, name: string, place: string): void {
  const unit = picture.width >= 1000 ? 3 : 2;
  const at = unit * 6;
  const end = drawText(picture, name, at, at, unit, [244, 246, 250]);
  drawText(picture, place, end + unit * 6, at, unit, [196, 204, 218]);
}

/** Writes the frame's number as a bar code into the bottom left corner; see `BarCode` of the town package. */
export function drawBarCode(picture: Picture, code: BarCode): void {
  const cell = barCodeCell(picture.width);
  const bits = barCodeBits(code);
  const top = picture.height - cell * 2;
  fill(picture, 0, top - cell / 2, cell * (bits.length + 2), cell * 2.5, [60, 62, 68]);
  bits.forEach((bit, i) => {
    fill(picture, cell * (i + 1), top, cell, cell, bit === 1 ? [235, 235, 235] : [16, 16, 16]);
  });
}

function drawText(
  picture: Picture,
  text: string,
  x: number,
  y: number,
  unit: number,
  color: readonly number[],
): number {
  let column = x;
  for (const rows of glyphsOf(text)) {
    rows?.forEach((bits, row) => {
      for (let bit = 0; bit < 5; bit++) {
        if ((bits & (16 >> bit)) === 0) continue;
        const [px, py] = [column + bit * unit, y + row * unit];
        fill(picture, px + Math.ceil(unit / 2), py + Math.ceil(unit / 2), unit, unit, [14, 16, 24]);
      }
    });
    rows?.forEach((bits, row) => {
      for (let bit = 0; bit < 5; bit++)
        if ((bits & (16 >> bit)) !== 0) fill(picture, column + bit * unit, y + row * unit, unit, unit, color);
    });
    column += unit * 6;
  }
  return column;
}

function fill(p: Picture, x: number, y: number, w: number, h: number, color: readonly number[]): void {
  for (let j = Math.max(0, y); j < Math.min(p.height, y + h); j++)
    for (let i = Math.max(0, x); i < Math.min(p.width, x + w); i++) p.rgb.set(color, (j * p.width + i) * 3);
}
