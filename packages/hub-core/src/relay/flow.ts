import { Unacknowledged } from './unacknowledged.ts';

/** A viewer may owe this much before frames are dropped to the next key unit. */
export const MAX_UNACKNOWLEDGED_MS = 400;
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
    const over =
      this.unacknowledged.bytes > this.#maxBytes || this.unacknowledged.ageMs(now) > MAX_UNACKNOWLEDGED_MS;
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
