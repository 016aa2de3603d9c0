import { codecOf } from './h264-config.ts';
import { LagMeter } from './lag-meter.ts';

/** One opened access unit. */
export interface PlayUnit {
  readonly key: boolean;
  readonly discardable: boolean;
  /** Sent for a newcomer, older than now. */
  readonly catchUp: boolean;
  readonly captureUs: number;
  readonly data: Uint8Array<ArrayBuffer>;
}

/** What to do with a decoded picture. */
export interface DrawnPicture {
  readonly frame: VideoFrame;
  readonly captureUs: number;
  readonly catchUp: boolean;
}

/** More units than this before a newer key unit arrives: skip to that key unit. */
const LONG_QUEUE = 6;
const SKIP_LAG_MS = 500;

/**
 * Decodes one stream. Nothing is decoded before the first key unit or after an error until the next one. Of the pictures
 * sent to catch up, the first is drawn at once and the rest are decoded undrawn. A player that fell behind skips to the
 * newest key unit.
 */
export class StreamPlayer {
  readonly #onPicture: (picture: DrawnPicture) => void;
  readonly #lag = new LagMeter();
  readonly #pending = new Map<number, { readonly catchUp: boolean; readonly first: boolean }>();
  #decoder: VideoDecoder | undefined;
  #codec: string | undefined;
  #waitingForKey = true;
  #drewSinceStart = false;
  lagMs = 0;
  decoded = 0;

  constructor(onPicture: (picture: DrawnPicture) => void) {
    this.#onPicture = onPicture;
  }

  get queue(): number {
    return this.#decoder?.decodeQueueSize ?? 0;
  }

  push(unit: PlayUnit): void {
    if (this.#waitingForKey && !unit.key) return;
    if (unit.key) this.#start(unit);
    const decoder = this.#decoder;
    if (decoder === undefined || decoder.state !== 'configured') return;
    if (unit.discardable && this.queue > LONG_QUEUE) return;
    this.#waitingForKey = false;
    this.#pending.set(unit.captureUs, { catchUp: unit.catchUp, first: unit.key });
    decoder.decode(
      new EncodedVideoChunk({ type: unit.key ? 'key' : 'delta', timestamp: unit.captureUs, data: unit.data }),
    );
  }

  close(): void {
    if (this.#decoder?.state !== 'closed') this.#decoder?.close();
    this.#decoder = undefined;
    this.#pending.clear();
  }

  #start(unit: PlayUnit): void {
    const codec = codecOf(unit.data);
    if (codec === undefined) return;
    const behind = this.queue > LONG_QUEUE || (this.lagMs > SKIP_LAG_MS && this.queue > 1);
    if (this.#decoder?.state === 'configured' && this.#codec === codec && !behind) return;
    if (this.#decoder?.state === 'closed') this.#decoder = undefined;
    this.#decoder ??= this.#newDecoder();
    if (this.#decoder.state === 'configured') this.#decoder.reset();
    this.#pending.clear();
    this.#codec = codec;
    this.#decoder.configure({ codec, optimizeForLatency: true });
  }

  #newDecoder(): VideoDecoder {
    return new VideoDecoder({
      output: (frame) => this.#output(frame),
      error: () => {
        this.#waitingForKey = true;
        this.#decoder = undefined;
        this.#pending.clear();
      },
    });
  }

  #output(frame: VideoFrame): void {
    const unit = this.#pending.get(frame.timestamp);
    this.#pending.delete(frame.timestamp);
    this.decoded += 1;
    if (unit === undefined || (unit.catchUp && this.#drewSinceStart && !unit.first)) {
      frame.close();
      return;
    }
    const now = performance.timeOrigin + performance.now();
    if (!unit.catchUp) this.lagMs = this.#lag.measure(frame.timestamp / 1000, now);
    this.#drewSinceStart = true;
    this.#onPicture({ frame, captureUs: frame.timestamp, catchUp: unit.catchUp });
  }
}
