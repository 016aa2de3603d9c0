import type { CameraId, RequestId } from '@porchlight/domain';
import type { LookKeys } from './epoch-keys.ts';
import type { TileLook } from './look-stage.ts';
import type { Level } from './media-link.ts';
import type { FirstKind, TileStats } from './tile-figures.ts';
import type { FromMediaWorker, ToMediaWorker } from './worker-messages.ts';

/** What the page hears of one look's tiles. Times are epoch milliseconds. */
export interface LookListener {
  onStats(tiles: readonly TileStats[]): void;
  onFirst(kind: FirstKind, cameraId: CameraId, at: number): void;
  onGone(cameraId: CameraId): void;
  onSlowed(cameraId: CameraId, level: Level): void;
}

const MAX_WORKERS = 4;
const isVisible = (): boolean => document.visibilityState === 'visible';

/**
 * The media workers of this page, each with a socket and a share of the tiles. Started ahead of the first look, so that a
 * press waits for no worker. While the page is hidden no stream is asked for.
 */
export class MediaPool {
  readonly #workers: readonly Worker[];
  readonly #listeners = new Map<RequestId, LookListener>();
  readonly #homes = new Map<string, Worker>();
  readonly #onVisibility = (): void => {
    for (const requestId of this.#listeners.keys())
      this.#tellAll({ t: 'visible', requestId, visible: isVisible() });
  };
  #next = 0;

  /** `onFault`: a worker did not start or broke, so that pictures are missing. */
  constructor(onFault: () => void) {
    const count = Math.max(1, Math.min(MAX_WORKERS, navigator.hardwareConcurrency));
    this.#workers = Array.from({ length: count }, () => {
      const worker = new Worker(new URL('./media-worker.ts', import.meta.url), { type: 'module' });
      worker.onmessage = ({ data }: MessageEvent<FromMediaWorker>) => this.#heard(data);
      worker.onerror = onFault;
      return worker;
    });
    document.addEventListener('visibilitychange', this.#onVisibility);
  }

  openLook(requestId: RequestId, keys: LookKeys, watermark: string, listener: LookListener): void {
    this.#listeners.set(requestId, listener);
    this.#tellAll({ t: 'look', requestId, keys, watermark, visible: isVisible() });
  }

  setWatermark(requestId: RequestId, text: string): void {
    this.#tellAll({ t: 'watermark', requestId, text });
  }

  /** Shows a camera on a canvas, which then belongs to the worker. */
  addTile(requestId: RequestId, cameraId: CameraId, canvas: HTMLCanvasElement, look: TileLook): void {
    const offscreen = canvas.transferControlToOffscreen();
    this.#home(requestId, cameraId).postMessage(
      { t: 'tile', requestId, cameraId, canvas: offscreen, look } satisfies ToMediaWorker,
      [offscreen],
    );
  }

  resize(requestId: RequestId, cameraId: CameraId, look: TileLook): void {
    this.#tell(this.#home(requestId, cameraId), { t: 'resize', requestId, cameraId, look });
  }

  dropTile(requestId: RequestId, cameraId: CameraId): void {
    this.#tell(this.#home(requestId, cameraId), { t: 'drop', requestId, cameraId });
  }

  closeLook(requestId: RequestId): void {
    this.#listeners.delete(requestId);
    this.#tellAll({ t: 'forget', requestId });
    for (const key of this.#homes.keys()) if (key.startsWith(`${requestId} `)) this.#homes.delete(key);
  }

  close(): void {
    document.removeEventListener('visibilitychange', this.#onVisibility);
    for (const worker of this.#workers) worker.terminate();
  }

  /** A camera stays with one worker, so that its channels do not wander between sockets. */
  #home(requestId: RequestId, cameraId: CameraId): Worker {
    const key = `${requestId} ${cameraId}`;
    const known = this.#homes.get(key);
    if (known !== undefined) return known;
    const worker = this.#workers[this.#next++ % this.#workers.length] as Worker;
    this.#homes.set(key, worker);
    return worker;
  }

  #tell(worker: Worker, message: ToMediaWorker): void {
    worker.postMessage(message);
  }

  #tellAll(message: ToMediaWorker): void {
    for (const worker of this.#workers) this.#tell(worker, message);
  }

  #heard(message: FromMediaWorker): void {
    const listener = this.#listeners.get(message.requestId);
    if (listener === undefined) return;
    if (message.t === 'stats') listener.onStats(message.tiles);
    else if (message.t === 'gone') listener.onGone(message.cameraId);
    else if (message.t === 'slowed') listener.onSlowed(message.cameraId, message.level);
    else listener.onFirst(message.t, message.cameraId, message.at);
  }
}
