import type { AccessUnit, StreamName } from '../access-unit.ts';
import type { CameraSource } from '../camera-source.ts';
import { type PictureChild, startPictureChild } from '../ffmpeg/picture-child.ts';
import { GopBuffer } from '../gop-buffer.ts';

/** How a masked stream fares: null while it works, or why it shows nothing. */
export type MaskFault = string | null;

export interface MaskedStreamPorts {
  readonly source: Pick<CameraSource, 'subscribe' | 'newestGop'>;
  readonly stream: StreamName;
  /** ffmpeg filter graph that paints the mask. */
  readonly filter: string;
  readonly onUnit: (unit: AccessUnit) => void;
  readonly onFault: (fault: MaskFault) => void;
  /** Starts a child; the real one unless a test plays it. */
  readonly start?: typeof startPictureChild;
}

const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 30_000;

/**
 * One stream with its mask painted in by a child process, from when it is made until it is closed. What the child was not
 * made for (another size) never reaches it: a new child is started at that key unit. Unmasked units leave by no path.
 */
export class MaskedStream {
  readonly gop: GopBuffer;
  readonly #ports: MaskedStreamPorts;
  readonly #unsubscribe: () => void;
  #child: PictureChild | undefined;
  #size = '';
  #failures = 0;
  #retry: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(ports: MaskedStreamPorts) {
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
  #begin(units: readonly AccessUnit[]): void {
    const [first] = units;
    if (first === undefined) return;
    const last = units.at(-1) ?? first;
    this.#start(first, Math.round((last.captureUs - first.captureUs) / 1000));
    for (const unit of units) this.#child?.push(unit);
  }

  #start({ codec, width, height }: AccessUnit, skipMs: number): void {
    this.#stop();
    this.#size = `${codec} ${width} ${height}`;
    const start = this.#ports.start ?? startPictureChild;
    const child = start(
      { codec, width, height, skipMs, filter: this.#ports.filter },
      { onUnit: (unit) => this.#made(child, unit), onEnd: (why) => this.#lost(child, why) },
    );
    this.#child = child;
  }

  #stop(): void {
    this.#child?.close();
    this.#child = undefined;
    this.gop.clear();
  }

  #take(unit: AccessUnit): void {
    if (this.#retry !== undefined) return;
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
    const masked: AccessUnit = { ...unit, masked: true };
    this.gop.push(masked);
    this.#ports.onFault(null);
    this.#ports.onUnit(masked);
  }

  #lost(child: PictureChild, why: string): void {
    if (child !== this.#child || this.#closed) return;
    this.#stop();
    this.#failures += 1;
    this.#ports.onFault(
      `The part of this box that covers the picture stopped (${why}), so nothing is shown. Trying again.`,
    );
    const wait = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (this.#failures - 1));
    this.#retry = setTimeout(() => {
      this.#retry = undefined;
      this.#begin(this.#ports.source.newestGop(this.#ports.stream));
    }, wait);
  }
}
