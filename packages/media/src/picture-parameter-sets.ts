import { BitReader } from './bit-reader.ts';
import { MediaError } from './media-error.ts';

const MAX_SETS = 16;
const MAX_BYTES = 1024;

/** The newest picture parameter set of each id, 16 at most, of H.264 or H.265. */
export class PictureParameterSets {
  readonly #headerBytes: number;
  #sets = new Map<number, Buffer>();

  /** `headerBytes`: of a NAL unit, 1 or 2. */
  constructor(headerBytes: 1 | 2) {
    this.#headerBytes = headerBytes;
  }

  /** Keeps a copy; whether it says something new. Never throws: what is none is left out. */
  take(nal: Buffer): boolean {
    const id = this.#idOf(nal);
    if (id === undefined || this.#sets.get(id)?.equals(nal)) return false;
    this.#sets.delete(id);
    if (this.#sets.size >= MAX_SETS) this.#sets.delete(this.#sets.keys().next().value as number);
    this.#sets.set(id, Buffer.from(nal));
    return true;
  }

  all(): Buffer[] {
    return [...this.#sets.values()];
  }

  clear(): void {
    this.#sets.clear();
  }

  #idOf(nal: Buffer): number | undefined {
    if (nal.length > MAX_BYTES) return undefined;
    try {
      return new BitReader(nal.subarray(this.#headerBytes), 'h264-syntax').golomb();
    } catch (error) {
      if (error instanceof MediaError) return undefined;
      throw error;
    }
  }
}
