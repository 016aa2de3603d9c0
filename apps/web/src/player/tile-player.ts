import type { StreamName } from '@porchlight/contract';
import { type DrawnPicture, type PlayUnit, StreamPlayer } from './stream-player.ts';

/** What a tile shows right now, for its badge. Times are epoch milliseconds of this browser. */
export interface TileStats {
  readonly cameraId: string;
  /** Pictures drawn since the tile opened; 0 before the first. */
  readonly drawn: number;
  readonly firstDrawnAt: number | null;
  readonly firstLiveAt: number | null;
  readonly lastDrawnAt: number | null;
  /** Seconds between capture and draw beyond the usual, 0 when live. */
  readonly lagMs: number;
  /** Age of a picture that was drawn to catch up, else 0. */
  readonly catchUpMs: number;
  readonly stream: StreamName | null;
  readonly rejected: number;
}

const MARGIN = 6;

/** Draws one camera onto one canvas: the sub stream until a wanted main stream has its first picture. */
export class TilePlayer {
  readonly #cameraId: string;
  readonly #canvas: OffscreenCanvas;
  readonly #context: OffscreenCanvasRenderingContext2D;
  readonly #streams: Readonly<Record<StreamName, StreamPlayer>>;
  readonly #onFirst: (kind: 'first-drawn' | 'first-live', at: number) => void;
  #wantsMain = false;
  #mainHasPicture = false;
  #stats: Omit<TileStats, 'cameraId' | 'lagMs'> = EMPTY;
  #rejected = 0;
  watermark = '';

  constructor(
    cameraId: string,
    canvas: OffscreenCanvas,
    onFirst: (kind: 'first-drawn' | 'first-live', at: number) => void,
  ) {
    this.#cameraId = cameraId;
    this.#canvas = canvas;
    this.#context = canvas.getContext('2d', {
      alpha: false,
      desynchronized: true,
    }) as OffscreenCanvasRenderingContext2D;
    this.#onFirst = onFirst;
    this.#streams = {
      main: new StreamPlayer((picture) => this.#draw('main', picture)),
      sub: new StreamPlayer((picture) => this.#draw('sub', picture)),
    };
  }

  push(stream: StreamName, unit: PlayUnit): void {
    this.#streams[stream].push(unit);
  }

  reject(): void {
    this.#rejected += 1;
  }

  want(main: boolean): void {
    this.#wantsMain = main;
    if (!main) this.#mainHasPicture = false;
  }

  /** Decode queue and lag of a stream, for the acknowledgement. */
  progress(stream: StreamName): { queue: number; lagMs: number } {
    return { queue: this.#streams[stream].queue, lagMs: this.#streams[stream].lagMs };
  }

  stats(): TileStats {
    const shown = this.#stats.stream ?? 'sub';
    return {
      cameraId: this.#cameraId,
      ...this.#stats,
      lagMs: this.#streams[shown].lagMs,
      rejected: this.#rejected,
    };
  }

  close(): void {
    this.#streams.main.close();
    this.#streams.sub.close();
    this.#context.fillStyle = '#000';
    this.#context.fillRect(0, 0, this.#canvas.width, this.#canvas.height);
  }

  #draw(stream: StreamName, { frame, captureUs, catchUp }: DrawnPicture): void {
    if (stream === 'main') this.#mainHasPicture = true;
    const show = stream === 'main' ? this.#wantsMain : !(this.#wantsMain && this.#mainHasPicture);
    if (show) {
      this.#paint(frame);
      this.#count(stream, captureUs, catchUp);
    }
    frame.close();
  }

  #paint(frame: VideoFrame): void {
    const { displayWidth: width, displayHeight: height } = frame;
    if (this.#canvas.width !== width || this.#canvas.height !== height) {
      this.#canvas.width = width;
      this.#canvas.height = height;
    }
    this.#context.drawImage(frame, 0, 0, width, height);
    const size = Math.max(10, Math.round(height / 26));
    this.#context.font = `${size}px system-ui, sans-serif`;
    this.#context.textAlign = 'right';
    this.#context.textBaseline = 'bottom';
    this.#context.lineWidth = Math.max(2, size / 5);
    this.#context.strokeStyle = 'rgb(0 0 0 / 55%)';
    this.#context.fillStyle = 'rgb(255 255 255 / 72%)';
    this.#context.strokeText(this.watermark, width - MARGIN, height - MARGIN);
    this.#context.fillText(this.watermark, width - MARGIN, height - MARGIN);
  }

  #count(stream: StreamName, captureUs: number, catchUp: boolean): void {
    const now = performance.timeOrigin + performance.now();
    const before = this.#stats;
    this.#stats = {
      drawn: before.drawn + 1,
      firstDrawnAt: before.firstDrawnAt ?? now,
      firstLiveAt: before.firstLiveAt ?? (catchUp ? null : now),
      lastDrawnAt: now,
      catchUpMs: catchUp ? Math.max(0, now - captureUs / 1000) : 0,
      stream,
      rejected: 0,
    };
    if (before.firstDrawnAt === null) this.#onFirst('first-drawn', now);
    if (before.firstLiveAt === null && !catchUp) this.#onFirst('first-live', now);
  }
}

const EMPTY = {
  drawn: 0,
  firstDrawnAt: null,
  firstLiveAt: null,
  lastDrawnAt: null,
  catchUpMs: 0,
  stream: null,
  rejected: 0,
} as const;
