import type { StreamName } from '@porchlight/contract';
import type { CameraId } from '@porchlight/domain';
import { canvasSize, type Size } from './canvas-size.ts';
import type { Backlog } from './lag-rules.ts';
import type { PaintLoop } from './paint-loop.ts';
import { type DrawnPicture, type PlayUnit, StreamPlayer } from './stream-player.ts';
import { isDrawn } from './streams-wanted.ts';
import { type FirstKind, TileFigures, type TileStats } from './tile-figures.ts';
import { Watermark } from './watermark.ts';

/** A stream flows when it brought a picture within this time. */
const FLOWS_MS = 2000;
const other = (stream: StreamName): StreamName => (stream === 'main' ? 'sub' : 'main');

/** Draws one camera onto one canvas: the stream that fits the tile, or the other one until that flows. */
export class TilePlayer {
  readonly #canvas: OffscreenCanvas;
  readonly #context: OffscreenCanvasRenderingContext2D;
  readonly #loop: PaintLoop;
  readonly #streams: Readonly<Record<StreamName, StreamPlayer>>;
  readonly #pictureAt: Record<StreamName, number> = { main: -FLOWS_MS, sub: -FLOWS_MS };
  readonly #figures: TileFigures;
  readonly #watermark = new Watermark();
  #next: { readonly stream: StreamName; readonly picture: DrawnPicture } | undefined;
  #needsH264 = false;
  large = false;
  /** Of the tile on the screen, device pixels. */
  box: Size = { width: 640, height: 360 };

  /** The canvas belongs to the player from here on. */
  constructor(
    cameraId: CameraId,
    canvas: OffscreenCanvas,
    loop: PaintLoop,
    onFirst: (kind: FirstKind, at: number) => void,
  ) {
    this.#canvas = canvas;
    this.#context = canvas.getContext('2d', { alpha: false }) as OffscreenCanvasRenderingContext2D;
    this.#loop = loop;
    this.#figures = new TileFigures(cameraId, onFirst);
    this.#streams = {
      main: new StreamPlayer((picture) => this.#take('main', picture)),
      sub: new StreamPlayer((picture) => this.#take('sub', picture)),
    };
  }

  set watermark(text: string) {
    this.#watermark.text = text;
  }

  get mainFlows(): boolean {
    return this.#flows('main');
  }

  /** Streams that this browser cannot decode. */
  get undecodable(): Readonly<Record<StreamName, boolean>> {
    return { main: this.#streams.main.undecodable, sub: this.#streams.sub.undecodable };
  }

  /** Neither stream can be decoded here, nor ever could; stays so, for what comes then is made for this browser. */
  get needsH264(): boolean {
    this.#needsH264 ||= this.undecodable.main && this.#pictureAt.sub < 0;
    return this.#needsH264;
  }

  push(stream: StreamName, unit: PlayUnit): void {
    this.#streams[stream].push(unit);
  }

  /** A unit of this stream could not be opened. */
  reject(stream: StreamName): void {
    this.#streams[stream].lose();
    this.#figures.rejected();
  }

  /** Decode queue and lag of a stream, for the acknowledgement. */
  progress(stream: StreamName): { queue: number; lagMs: number } {
    return { queue: this.#streams[stream].queue, lagMs: this.#streams[stream].backlog.lagMs };
  }

  /** Of the stream that is drawn. */
  get backlog(): Backlog {
    return this.#streams[this.#figures.stream].backlog;
  }

  stats(): TileStats {
    return this.#figures.stats(this.backlog.lagMs);
  }

  /** Everything will be sent anew. */
  restart(): void {
    this.#streams.main.restart();
    this.#streams.sub.restart();
  }

  /** Leaves a black canvas: no last picture stays. */
  close(): void {
    this.#loop.forget(this);
    this.#dropNext();
    this.#streams.main.close();
    this.#streams.sub.close();
    this.#context.fillStyle = '#000';
    this.#context.fillRect(0, 0, this.#canvas.width, this.#canvas.height);
  }

  /** Draws the newest picture; the loop calls it once a frame of the screen. */
  paint(): void {
    if (this.#next === undefined) return;
    const { stream, picture } = this.#next;
    const { displayWidth, displayHeight } = picture.frame;
    const size = canvasSize({ width: displayWidth, height: displayHeight }, this.box);
    if (this.#canvas.width !== size.width || this.#canvas.height !== size.height) {
      this.#canvas.width = size.width;
      this.#canvas.height = size.height;
    }
    this.#context.drawImage(picture.frame, 0, 0, size.width, size.height);
    this.#watermark.draw(this.#context, size);
    this.#dropNext();
    this.#figures.drawn(stream, picture);
  }

  #flows(stream: StreamName): boolean {
    return performance.now() - this.#pictureAt[stream] < FLOWS_MS;
  }

  #take(stream: StreamName, picture: DrawnPicture): void {
    this.#pictureAt[stream] = performance.now();
    if (!isDrawn(stream, this.large, this.#flows(other(stream)))) {
      picture.frame.close();
      return;
    }
    this.#dropNext();
    this.#next = { stream, picture };
    if (this.#figures.any) this.#loop.ask(this);
    else this.paint();
  }

  #dropNext(): void {
    this.#next?.picture.frame.close();
    this.#next = undefined;
  }
}
