import type { LookKeys } from './epoch-keys.ts';
import type { TileStats } from './tile-player.ts';
import type { FromMediaWorker, ToMediaWorker } from './worker-messages.ts';

/** What the page hears of one look's tiles. Times are epoch milliseconds. */
export interface LookListener {
  onStats(tiles: readonly TileStats[]): void;
  onFirst(kind: 'first-drawn' | 'first-live', cameraId: string, at: number): void;
  onGone(cameraId: string): void;
  onSlowed(cameraId: string, level: 'full' | 'sub' | 'keys'): void;
  onLink(state: 'open' | 'lost'): void;
}

const MAX_WORKERS = 4;

/**
 * The media workers of this page, each with a socket and a share of the tiles. Started ahead of the first look, so that a
 * press waits for no worker.
 */
export class MediaPool {
  readonly #workers: Worker[];
  readonly #listeners = new Map<string, LookListener>();
  readonly #homes = new Map<string, Worker>();
  #next = 0;

  constructor() {
    const count = Math.max(1, Math.min(MAX_WORKERS, navigator.hardwareConcurrency));
    this.#workers = Array.from({ length: count }, () => {
      const worker = new Worker(new URL('./media-worker.ts', import.meta.url), { type: 'module' });
      worker.onmessage = ({ data }: MessageEvent<FromMediaWorker>) => this.#heard(data);
      return worker;
    });
  }

  openLook(requestId: string, keys: LookKeys, watermark: string, listener: LookListener): void {
    this.#listeners.set(requestId, listener);
    this.#tellAll({ t: 'look', requestId, keys, watermark });
  }

  setWatermark(requestId: string, text: string): void {
    this.#tellAll({ t: 'watermark', requestId, text });
  }

  /** Shows a camera on a canvas, which then belongs to the worker. */
  addTile(
    requestId: string,
    cameraId: string,
    canvas: HTMLCanvasElement,
    main: boolean,
    shown: boolean,
  ): void {
    const offscreen = canvas.transferControlToOffscreen();
    this.#tell(
      this.#home(requestId, cameraId),
      { t: 'tile', requestId, cameraId, canvas: offscreen, main, shown },
      [offscreen],
    );
  }

  want(requestId: string, cameraId: string, main: boolean, shown: boolean): void {
    this.#tell(this.#home(requestId, cameraId), { t: 'want', requestId, cameraId, main, shown });
  }

  dropTile(requestId: string, cameraId: string): void {
    this.#tell(this.#home(requestId, cameraId), { t: 'drop', requestId, cameraId });
  }

  closeLook(requestId: string): void {
    this.#listeners.delete(requestId);
    this.#tellAll({ t: 'forget', requestId });
    for (const key of this.#homes.keys()) if (key.startsWith(`${requestId} `)) this.#homes.delete(key);
  }

  close(): void {
    for (const worker of this.#workers) worker.terminate();
  }

  #home(requestId: string, cameraId: string): Worker {
    const key = `${requestId} ${cameraId}`;
    const known = this.#homes.get(key);
    if (known !== undefined) return known;
    const worker = this.#workers[this.#next++ % this.#workers.length] as Worker;
    this.#homes.set(key, worker);
    return worker;
  }

  #tell(worker: Worker, message: ToMediaWorker, transfer: Transferable[] = []): void {
    worker.postMessage(message, transfer);
  }

  #tellAll(message: ToMediaWorker): void {
    for (const worker of this.#workers) this.#tell(worker, message);
  }

  #heard(message: FromMediaWorker): void {
    if (message.t === 'link') {
      for (const listener of this.#listeners.values()) listener.onLink(message.state);
      return;
    }
    const listener = this.#listeners.get(message.requestId);
    if (listener === undefined) return;
    if (message.t === 'stats') listener.onStats(message.tiles);
    else if (message.t === 'gone') listener.onGone(message.cameraId);
    else if (message.t === 'slowed') listener.onSlowed(message.cameraId, message.level);
    else listener.onFirst(message.t, message.cameraId, message.at);
  }
}
