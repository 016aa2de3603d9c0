import type { AccessUnit, StreamName } from './access-unit.ts';

const MAX_SPAN_US = 6_000_000;
const MAX_BYTES: Readonly<Record<StreamName, number>> = { main: 3_000_000, sub: 750_000 };

/**
 * The newest group of pictures of one stream, in memory, so that a newcomer sees a picture at once. It starts at a key
 * unit, spans at most 6 s and 3 MB (main) or 0.75 MB (sub); over that it is empty until the next key unit.
 */
export class GopBuffer {
  readonly #maxBytes: number;
  #units: AccessUnit[] = [];
  #bytes = 0;

  constructor(stream: StreamName) {
    this.#maxBytes = MAX_BYTES[stream];
  }

  push(unit: AccessUnit): void {
    if (unit.key) this.clear();
    else if (this.#units.length === 0) return;
    const first = this.#units[0] ?? unit;
    if (this.#bytes + unit.data.length > this.#maxBytes || unit.captureUs - first.captureUs > MAX_SPAN_US) {
      this.clear();
      return;
    }
    this.#units.push(unit);
    this.#bytes += unit.data.length;
  }

  /** The units since the newest key unit, in order; empty when there is none. The array is a copy. */
  units(): AccessUnit[] {
    return [...this.#units];
  }

  clear(): void {
    this.#units = [];
    this.#bytes = 0;
  }
}
