import { createHash } from 'node:crypto';
import { type ClipSource, LOOP_MS } from '@porchlight/town';

const NAL_SLICE = 1;
const NAL_KEY_SLICE = 5;

/** The number of each picture of a town clip, found by its bytes: counts pictures that are missing between two that came. */
export class TownOrder {
  readonly #numbers = new Map<string, number[]>();
  readonly #loop: number;

  constructor(clip: ClipSource) {
    this.#loop = (LOOP_MS / 1000) * clip.fps;
    for (let n = 0; n < this.#loop; n++) {
      const key = digest(clip.slice(n));
      this.#numbers.set(key, [...(this.#numbers.get(key) ?? []), n]);
    }
  }

  /** How many pictures are missing in these access units (Annex B), in order of arrival. Throws for a picture of another clip. */
  missing(units: readonly Uint8Array[]): number {
    let lost = 0;
    let before: readonly number[] | undefined;
    for (const unit of units) {
      const numbers = this.#numbers.get(digest(sliceOf(unit)));
      if (numbers === undefined) throw new Error('a picture that is not of this clip');
      if (before !== undefined) {
        const gaps = before.flatMap((b) => numbers.map((n) => (n - b - 1 + this.#loop) % this.#loop));
        lost += Math.min(...gaps);
      }
      before = numbers;
    }
    return lost;
  }
}

const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The slice NAL of an access unit without its start code. */
function sliceOf(unit: Uint8Array): Uint8Array {
  const bytes = Buffer.from(unit);
  for (let at = bytes.indexOf(START); at >= 0; at = bytes.indexOf(START, at + 3)) {
    const type = (bytes[at + 3] ?? 0) & 31;
    if (type === NAL_SLICE || type === NAL_KEY_SLICE) return bytes.subarray(at + 3);
  }
  throw new Error('an access unit without a slice');
}

const START = Buffer.from([0, 0, 1]);
