import type { AccessUnit, CameraUnit, StreamName } from './access-unit.ts';
import type { MediaShare } from './media-share.ts';

const MAX_SPAN_US = 6_000_000;
const MAX_BYTES: Readonly<Record<StreamName, number>> = { main: 3_000_000, sub: 750_000 };

/**
 * The newest group of pictures of one stream, in memory, so that a newcomer sees a picture at once. It starts at a key
 * unit, spans at most 6 s and 3 MB (main) or 0.75 MB (sub), and what the owner's share has room for; over that it is empty
 * until the next key unit.
 */
export class GopBuffer<Unit extends CameraUnit = AccessUnit> {
  readonly #maxBytes: number;
  readonly #share: MediaShare | undefined;
  #units: Unit[] = [];
  #bytes = 0;

  constructor(stream: StreamName, share?: MediaShare) {
    this.#maxBytes = MAX_BYTES[stream];
    this.#share = share;
  }

  push(unit: Unit): void {
    if (unit.key) this.clear();
    else if (this.#units.length === 0) return;
    const first = this.#units[0] ?? unit;
    const { length } = unit.data;
    const fits = this.#bytes + length <= this.#maxBytes && unit.captureUs - first.captureUs <= MAX_SPAN_US;
    if (!fits || this.#share?.hold(length) === false) {
      this.clear();
      return;
    }
    this.#units.push(unit);
    this.#bytes += length;
  }

  /** The units since the newest key unit, in order; empty when there is none. The array is a copy. */
  units(): Unit[] {
    return [...this.#units];
  }

  clear(): void {
    this.#share?.free(this.#bytes);
    this.#units = [];
    this.#bytes = 0;
  }
}
