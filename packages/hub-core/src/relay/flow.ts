import { Unacknowledged } from './unacknowledged.ts';

/** Viewers acknowledge this often. */
const ACKNOWLEDGE_PERIOD_MS = 250;
/**
 * A viewer may owe this much before frames are dropped to the next key unit: 400 ms beyond its period of
 * acknowledgement, and a little more until it has acknowledged for the first time; always less than a second.
 */
export const MAX_UNACKNOWLEDGED_MS = 400 + ACKNOWLEDGE_PERIOD_MS;
export const MAX_FIRST_UNACKNOWLEDGED_MS = 950;
export const MAX_UNACKNOWLEDGED_BYTES = { main: 768 * 1024, sub: 256 * 1024 } as const;

export type FlowVerdict = 'send' | 'skip' | 'drop-begins';

/** One stream on its way to one viewer: decides frame by frame, and never resumes inside a group of pictures. */
export class Flow {
  readonly unacknowledged = new Unacknowledged();
  readonly #maxBytes: number;
  #dropping = false;

  constructor(stream: 'main' | 'sub') {
    this.#maxBytes = MAX_UNACKNOWLEDGED_BYTES[stream];
  }

  /** What to do with the next access unit. After `drop-begins`, everything up to a key unit inside the limits is `skip`. */
  judge(key: boolean, now: number): FlowVerdict {
    const { bytes, begun } = this.unacknowledged;
    const maxMs = begun ? MAX_UNACKNOWLEDGED_MS : MAX_FIRST_UNACKNOWLEDGED_MS;
    const over = bytes > this.#maxBytes || this.unacknowledged.ageMs(now) > maxMs;
    if (this.#dropping) {
      if (!key || over) return 'skip';
      this.#dropping = false;
      return 'send';
    }
    if (!over) return 'send';
    this.#dropping = true;
    return 'drop-begins';
  }

  /** Nothing more until the next key unit, without counting as a drop. */
  waitForKey(): void {
    this.#dropping = true;
  }
}
