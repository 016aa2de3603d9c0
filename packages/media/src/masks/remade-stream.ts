import type { AccessUnit, CameraUnit, StreamName } from '../access-unit.ts';
import type { CameraSource } from '../camera-source.ts';
import { ffmpegFault, type PictureChild, startPictureChild } from '../ffmpeg/picture-child.ts';
import { GopBuffer } from '../gop-buffer.ts';
import type { MediaShare } from '../media-share.ts';

/** How a stream fares that a child makes anew: null while it works, or why it shows nothing. */
export type RemakeFault = string | null;

export interface RemadeStreamPorts {
  readonly source: Pick<CameraSource, 'subscribe' | 'newestGop'>;
  readonly stream: StreamName;
  /** ffmpeg filter graph that paints the mask; undefined where the stream is only to be H.264: then H.264 is passed as it is. */
  readonly filter: string | undefined;
  readonly onUnit: (unit: AccessUnit) => void;
  readonly onFault: (fault: RemakeFault) => void;
  /** Starts a child; the real one unless a test plays it. */
  readonly start?: typeof startPictureChild | undefined;
  /** What this camera's owner may take of a shared machine; absent: all of it. */
  readonly share?: MediaShare | undefined;
}

const TOO_MANY =
  'As many pictures are made anew for you as this host allows, so this camera shows nothing. It comes up when another one is no longer looked at.';

const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 30_000;

/**
 * One stream made anew by a child process, with its mask painted in or as H.264, from when this is made until it is closed. What
 * the child was not made for (another size) never reaches it: a new child is started at that key unit. Where there is a mask,
 * unmasked units leave by no path.
 */
export class RemadeStream {
  readonly gop: GopBuffer<AccessUnit>;
  readonly #ports: RemadeStreamPorts;
  readonly #unsubscribe: () => void;
  #child: PictureChild | undefined;
  #size = '';
  #failures = 0;
  #retry: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(ports: RemadeStreamPorts) {
    this.#ports = ports;
    this.gop = new GopBuffer(ports.stream);
    const before = ports.source.newestGop(ports.stream);
    this.#unsubscribe = ports.source.subscribe(ports.stream, (unit) => this.#take(unit));
    this.#begin(before);
  }

  close(): void {
    this.#closed = true;
    this.#unsubscribe();
    clearTimeout(this.#retry);
    this.#stop();
  }

  /** A new child from the newest key unit on; its first picture is the newest there is. */
  #begin(units: readonly CameraUnit[]): void {
    const [first] = units;
    if (first === undefined) return;
    if (this.#fits(first)) {
      for (const unit of units) if (this.#fits(unit)) this.gop.push(unit);
      return;
    }
    const last = units.at(-1) ?? first;
    this.#start(first, Math.round((last.captureUs - first.captureUs) / 1000));
    for (const unit of units) this.#child?.push(unit);
  }

  /** Needs no child. */
  #fits(unit: CameraUnit): unit is AccessUnit {
    return this.#ports.filter === undefined && unit.codec === 'h264';
  }

  #start({ codec, width, height }: CameraUnit, skipMs: number): void {
    this.#stop();
    const missing = this.#ports.start === undefined ? ffmpegFault() : undefined;
    if (missing !== undefined) {
      this.#ports.onFault(missing);
      return;
    }
    if (this.#ports.share?.takeChild() === false) {
      this.#ports.onFault(TOO_MANY);
      return;
    }
    this.#size = `${codec} ${width} ${height}`;
    const start = this.#ports.start ?? startPictureChild;
    const child = start(
      { codec, width, height, skipMs, filter: this.#ports.filter },
      { onUnit: (unit) => this.#made(child, unit), onEnd: (why) => this.#lost(child, why) },
    );
    this.#child = child;
  }

  #stop(): void {
    if (this.#child !== undefined) {
      this.#child.close();
      this.#ports.share?.freeChild();
    }
    this.#child = undefined;
    this.gop.clear();
  }

  #take(unit: CameraUnit): void {
    if (this.#retry !== undefined) return;
    if (this.#fits(unit)) {
      if (this.#child !== undefined) this.#stop();
      this.#hand(unit);
      return;
    }
    const size = `${unit.codec} ${unit.width} ${unit.height}`;
    if (this.#child === undefined || size !== this.#size) {
      this.#stop();
      if (!unit.key) return;
      this.#start(unit, 0);
    }
    this.#child?.push(unit);
  }

  #made(child: PictureChild, unit: AccessUnit): void {
    if (child !== this.#child) return;
    this.#failures = 0;
    this.#hand(this.#ports.filter === undefined ? unit : { ...unit, masked: true });
  }

  #hand(unit: AccessUnit): void {
    this.gop.push(unit);
    this.#ports.onFault(null);
    this.#ports.onUnit(unit);
  }

  #lost(child: PictureChild, why: string): void {
    if (child !== this.#child || this.#closed) return;
    this.#stop();
    this.#failures += 1;
    const work = this.#ports.filter === undefined ? 'makes H.264 of it' : 'covers the picture';
    this.#ports.onFault(
      `The part of this box that ${work} stopped (${why}), so nothing is shown. Trying again.`,
    );
    const wait = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (this.#failures - 1));
    this.#retry = setTimeout(() => {
      this.#retry = undefined;
      this.#begin(this.#ports.source.newestGop(this.#ports.stream));
    }, wait);
  }
}
