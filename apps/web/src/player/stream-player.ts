import type { FrameHeader } from '@porchlight/contract';
import { codecOf } from './h264-config.ts';
import { h265CodecOf } from './h265-config.ts';
import { LagMeter } from './lag-meter.ts';
import { type Backlog, shouldSkip } from './lag-rules.ts';
import { sendTimeMs } from './send-time-sei.ts';

/** One opened access unit. */
export interface PlayUnit {
  readonly codec: FrameHeader['codec'];
  readonly key: boolean;
  readonly discardable: boolean;
  /** Sent for a newcomer, older than now. */
  readonly catchUp: boolean;
  /** The owner covered parts of it. */
  readonly masked: boolean;
  readonly captureUs: number;
  readonly data: Uint8Array<ArrayBuffer>;
}

/** What to do with a decoded picture. */
export interface DrawnPicture {
  readonly frame: VideoFrame;
  readonly captureUs: number;
  readonly catchUp: boolean;
  readonly masked: boolean;
  /** Epoch ms, when the source says. */
  readonly sentMs: number | undefined;
}

interface Waiting {
  readonly catchUp: boolean;
  readonly masked: boolean;
  readonly first: boolean;
  readonly since: number;
  readonly sentMs: number | undefined;
}

/** Discardable units are let go when this many wait. */
const LONG_QUEUE = 6;

/**
 * Decodes one stream. Nothing is decoded before the first key unit or after an error until the next one. Of the pictures
 * sent to catch up, the first is drawn at once and the rest are decoded undrawn. A player that fell behind skips to the
 * newest key unit.
 */
export class StreamPlayer {
  readonly #onPicture: (picture: DrawnPicture) => void;
  #meter = new LagMeter();
  readonly #waiting = new Map<number, Waiting>();
  #decoder: VideoDecoder | undefined;
  #codec: string | undefined;
  #undecodable: string | undefined;
  #needsKey = true;
  #drewSinceStart = false;
  #lagMs = 0;

  constructor(onPicture: (picture: DrawnPicture) => void) {
    this.#onPicture = onPicture;
  }

  /** This browser said that it cannot decode what comes; asked anew when another codec comes. */
  get undecodable(): boolean {
    return this.#undecodable !== undefined;
  }

  get queue(): number {
    return this.#decoder?.decodeQueueSize ?? 0;
  }

  get backlog(): Backlog {
    const [oldest] = this.#waiting.values();
    return { lagMs: this.#lagMs, waitedMs: oldest === undefined ? 0 : performance.now() - oldest.since };
  }

  push(unit: PlayUnit): void {
    if (this.#needsKey && !unit.key) return;
    if (unit.key) this.#start(unit);
    const decoder = this.#decoder;
    if (decoder?.state !== 'configured') return;
    if (unit.discardable && this.queue > LONG_QUEUE) return;
    this.#needsKey = false;
    const { key, catchUp, masked, captureUs, data } = unit;
    const since = performance.now();
    this.#waiting.set(captureUs, { catchUp, masked, first: key, since, sentMs: sendTimeMs(data) });
    decoder.decode(new EncodedVideoChunk({ type: key ? 'key' : 'delta', timestamp: captureUs, data }));
  }

  /** A unit is missing: what refers to it cannot be shown. */
  lose(): void {
    this.#needsKey = true;
  }

  /** The stream begins anew: with its next key unit, and with another way between camera and screen. */
  restart(): void {
    this.#needsKey = true;
    this.#meter = new LagMeter();
    this.#lagMs = 0;
    this.#waiting.clear();
    if (this.#decoder?.state === 'configured') this.#decoder.reset();
  }

  close(): void {
    if (this.#decoder?.state !== 'closed') this.#decoder?.close();
    this.#decoder = undefined;
    this.#waiting.clear();
  }

  #start(unit: PlayUnit): void {
    const codec = unit.codec === 'h265' ? h265CodecOf(unit.data) : codecOf(unit.data);
    if (codec === undefined || codec === this.#undecodable) return;
    this.#undecodable = undefined;
    if (this.#decoder?.state === 'configured' && this.#codec === codec && !shouldSkip(this.backlog)) return;
    if (this.#decoder?.state === 'closed') this.#decoder = undefined;
    this.#decoder ??= this.#newDecoder();
    if (this.#decoder.state === 'configured') this.#decoder.reset();
    this.#waiting.clear();
    this.#codec = codec;
    this.#decoder.configure({ codec, optimizeForLatency: true });
    if (unit.codec === 'h265') void this.#askAbout(codec);
  }

  /** Not every browser decodes H.265. */
  async #askAbout(codec: string): Promise<void> {
    const { supported } = await VideoDecoder.isConfigSupported({ codec });
    if (supported !== true && this.#codec === codec) this.#undecodable = codec;
  }

  #newDecoder(): VideoDecoder {
    return new VideoDecoder({
      output: (frame) => this.#output(frame),
      error: () => {
        this.#needsKey = true;
        this.#decoder = undefined;
        this.#waiting.clear();
      },
    });
  }

  #output(frame: VideoFrame): void {
    const unit = this.#waiting.get(frame.timestamp);
    // What is older than this picture was passed over by the decoder and will not come.
    for (const at of this.#waiting.keys()) {
      if (at > frame.timestamp) break;
      this.#waiting.delete(at);
    }
    if (unit === undefined || (unit.catchUp && this.#drewSinceStart && !unit.first)) {
      frame.close();
      return;
    }
    const { catchUp, masked, sentMs } = unit;
    if (!catchUp)
      this.#lagMs = this.#meter.measure(frame.timestamp / 1000, performance.timeOrigin + performance.now());
    this.#drewSinceStart = true;
    this.#onPicture({ frame, captureUs: frame.timestamp, catchUp, masked, sentMs });
  }
}
