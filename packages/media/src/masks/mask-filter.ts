import { GRID, type Mask, type MaskCells, maskCells } from './mask.ts';

/** Pixels by which a rectangle grows before it is rounded outwards to whole macroblocks. */
const MARGIN = 4;
const BLOCK = 16;

/**
 * Black rectangles over the mask, as an ffmpeg filter graph. Places are written by the picture's own size, so that they hold at
 * whatever size a picture has; each is rounded outwards to whole macroblocks and coded without loss, so that its pixels
 * are constant and nothing of its surroundings bleeds in. Undefined for an empty mask.
 */
export function maskFilter(mask: Mask): string | undefined {
  const cells = maskCells(mask);
  if (cells.length === 0) return undefined;
  return [
    ...cells.map((each) => `drawbox=${place(each)}:color=black:t=fill`),
    ...cells.map((each) => `addroi=${place(each)}:qoffset=-1`),
  ].join(',');
}

function place({ x, y, width, height }: MaskCells): string {
  const across = span('iw', x, x + width, GRID.across);
  const down = span('ih', y, y + height, GRID.down);
  return `x=${across.from}:y=${down.from}:w=${across.length}:h=${down.length}`;
}

function span(size: 'iw' | 'ih', from: number, to: number, parts: number) {
  const first = `floor((${size}*${from}/${parts}-${MARGIN})/${BLOCK})*${BLOCK}`;
  const last = `ceil((${size}*${to}/${parts}+${MARGIN})/${BLOCK})*${BLOCK}`;
  // Never below 0: some filters read a negative place as counted from the other side.
  const start = from === 0 ? '0' : `(${first})*gte(${first}\\,0)`;
  return { from: start, length: `${last}-${start}` };
}
