export type Level = 'full' | 'sub' | 'keys';

const DROPS = 3;
const WITHIN_MS = 10_000;
const CALM_MS = 20_000;

/** Three drops in ten seconds step a viewer down (main → sub → key units only); twenty calm seconds step it up again. */
export class Ladder {
  #level: Level = 'full';
  #drops: number[] = [];
  #quietSince = 0;

  get level(): Level {
    return this.#level;
  }

  /** Notes a drop; returns the new level when it was one too many. `hasMain`: the viewer takes the main stream now. */
  dropped(now: number, hasMain: boolean): Level | undefined {
    this.#quietSince = now;
    this.#drops = [...this.#drops.filter((at) => now - at < WITHIN_MS), now];
    if (this.#drops.length < DROPS || this.#level === 'keys') return undefined;
    this.#drops = [];
    this.#level = this.#level === 'full' && hasMain ? 'sub' : 'keys';
    return this.#level;
  }

  /** Called at acknowledgements; returns the better level when the viewer has kept up long enough. */
  calm(now: number, wantsMain: boolean): Level | undefined {
    if (this.#level === 'full' || now - this.#quietSince < CALM_MS) return undefined;
    this.#quietSince = now;
    this.#level = this.#level === 'keys' && wantsMain ? 'sub' : 'full';
    return this.#level;
  }
}
