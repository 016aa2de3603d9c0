import type { Size } from './canvas-size.ts';

const MARGIN = 5;
/** Of the picture's height. */
const SIZE = 1 / 26;
const SMALLEST = 10;

/** Draws who is looking, and when, into the picture's own pixels: light with a dark rim, lower right. */
export class Watermark {
  text = '';
  #stamp: OffscreenCanvas | undefined;
  #of = '';

  draw(context: OffscreenCanvasRenderingContext2D, { width, height }: Size): void {
    if (this.text === '') return;
    const size = Math.max(SMALLEST, Math.round(height * SIZE));
    const of = `${size} ${this.text}`;
    if (this.#stamp === undefined || this.#of !== of) {
      this.#stamp = stamp(this.text, size);
      this.#of = of;
    }
    context.drawImage(this.#stamp, width - this.#stamp.width - MARGIN, height - this.#stamp.height - MARGIN);
  }
}

/** Text is slow to draw, so it is drawn once for each minute and size. */
function stamp(text: string, size: number): OffscreenCanvas {
  const font = `${size}px system-ui, sans-serif`;
  const rim = Math.max(2, size / 5);
  const canvas = new OffscreenCanvas(1, 1);
  const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
  context.font = font;
  canvas.width = Math.ceil(context.measureText(text).width + 2 * rim);
  canvas.height = Math.ceil(size * 1.25 + 2 * rim);
  context.font = font;
  context.textBaseline = 'middle';
  context.lineWidth = rim;
  context.strokeStyle = 'rgb(0 0 0 / 55%)';
  context.fillStyle = 'rgb(255 255 255 / 72%)';
  context.strokeText(text, rim, canvas.height / 2);
  context.fillText(text, rim, canvas.height / 2);
  return canvas;
}
