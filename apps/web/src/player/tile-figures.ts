import type { StreamName } from '@porchlight/contract';
import type { CameraId } from '@porchlight/domain';

/** What a tile shows right now, for its badge. Times are epoch milliseconds of this browser. */
export interface TileStats {
  readonly cameraId: CameraId;
  /** Pictures drawn since the tile opened; 0 before the first. */
  readonly drawn: number;
  readonly lastDrawnAt: number | null;
  /** Milliseconds between capture and decoding beyond the usual, 0 when live. */
  readonly lagMs: number;
  /** Age of a picture that was drawn to catch up, else 0. */
  readonly catchUpMs: number;
  /** From the source's sending to drawing, when the source marks its units with the time. */
  readonly glassMs: number | null;
  readonly stream: StreamName | null;
  /** The owner covered parts of the picture that was drawn last. */
  readonly masked: boolean;
  /** Frames that did not open: of another key, or altered. */
  readonly rejected: number;
}

export type FirstKind = 'first-drawn' | 'first-live';

/** What a tile counts of a picture that was drawn. */
export interface CountedPicture {
  readonly captureUs: number;
  readonly catchUp: boolean;
  readonly masked: boolean;
  readonly sentMs: number | undefined;
}

const now = (): number => performance.timeOrigin + performance.now();

/** Counts what one tile draws, and says when the first picture and the first live one stood on it. */
export class TileFigures {
  readonly #onFirst: (kind: FirstKind, at: number) => void;
  #stats: Omit<TileStats, 'lagMs'>;
  #live = false;

  constructor(cameraId: CameraId, onFirst: (kind: FirstKind, at: number) => void) {
    this.#onFirst = onFirst;
    this.#stats = {
      cameraId,
      drawn: 0,
      lastDrawnAt: null,
      catchUpMs: 0,
      glassMs: null,
      stream: null,
      masked: false,
      rejected: 0,
    };
  }

  /** The stream that was drawn last; sub before the first picture. */
  get stream(): StreamName {
    return this.#stats.stream ?? 'sub';
  }

  /** A picture was drawn. */
  get any(): boolean {
    return this.#stats.drawn > 0;
  }

  drawn(stream: StreamName, { captureUs, catchUp, masked, sentMs }: CountedPicture): void {
    const at = now();
    const before = this.#stats.drawn;
    this.#stats = {
      ...this.#stats,
      drawn: before + 1,
      lastDrawnAt: at,
      catchUpMs: catchUp ? Math.max(0, at - captureUs / 1000) : 0,
      glassMs: catchUp || sentMs === undefined ? null : Math.round((at - sentMs) * 10) / 10,
      stream,
      masked,
    };
    if (before === 0) this.#onFirst('first-drawn', at);
    if (this.#live || catchUp) return;
    this.#live = true;
    this.#onFirst('first-live', at);
  }

  rejected(): void {
    this.#stats = { ...this.#stats, rejected: this.#stats.rejected + 1 };
  }

  stats(lagMs: number): TileStats {
    return { ...this.#stats, lagMs: Math.round(lagMs) };
  }
}
