import type { Watching } from '../../apps/cli/test/watching.ts';
import { countOf, lookAt } from './heals.ts';
import type { SoakProgramme } from './soak-programme.ts';

/** A look is asked for five minutes; the next one is there before they have run out. */
const RENEW_MS = 4.5 * 60_000;
const CHECK_MS = 200;
const OPENS_WITHIN_MS = 20_000;
const FLOWS_WITHIN_MS = 2000;

/** What an operator sees who keeps looking: one look, and before its minutes run out the next. Close it. */
export class KeptLook {
  readonly #programme: SoakProgramme;
  readonly #renewMs: number;
  #watching: Watching;
  #closed = false;
  readonly #running: Promise<void>;
  #past = { pictures: 0, rejected: 0, longestPauseMs: 0 };
  /** Looks so far. */
  looks = 1;
  /** Those that ended although their minutes had not run out, or could not be renewed. */
  lost = 0;

  private constructor(programme: SoakProgramme, first: Watching, renewMs: number) {
    this.#programme = programme;
    this.#watching = first;
    this.#renewMs = renewMs;
    this.#running = this.#keep();
  }

  /** Resolves when every camera shows a picture. */
  static async open(programme: SoakProgramme, renewMs = RENEW_MS): Promise<KeptLook> {
    return new KeptLook(programme, await lookAt(programme, 'kept 1', OPENS_WITHIN_MS), renewMs);
  }

  /**
   * Of all looks so far. `rejected`: but for what a renewed look, beside the one before it, is handed under that one's key.
   * `longestPauseMs`: without a picture of one of the cameras, the one that lasts included.
   */
  get seen(): { pictures: number; rejected: number; longestPauseMs: number } {
    const { pictures, rejected } = countOf(this.#watching);
    const cameras = [...this.#watching.viewer.cameras.values()];
    const early = this.looks === 1 ? 0 : cameras.reduce((sum, camera) => sum + camera.early, 0);
    const pauses = cameras.map(({ longestPauseMs, lastPictureAt }) =>
      Math.max(longestPauseMs, performance.now() - (lastPictureAt ?? performance.now())),
    );
    return {
      pictures: this.#past.pictures + pictures,
      rejected: this.#past.rejected + rejected - early,
      longestPauseMs: Math.max(this.#past.longestPauseMs, ...pauses),
    };
  }

  /** Whether each camera of the look that runs shows a new picture within that time. */
  async flows(withinMs = FLOWS_WITHIN_MS): Promise<boolean> {
    const from = performance.now();
    while (performance.now() - from < withinMs) {
      const cameras = [...this.#watching.viewer.cameras.values()];
      if (cameras.every(({ lastPictureAt = 0 }) => lastPictureAt > from)) return true;
      await new Promise((later) => setTimeout(later, 20));
    }
    return false;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
    await this.#watching.close();
  }

  async #keep(): Promise<void> {
    while (!this.#closed) {
      await new Promise((later) => setTimeout(later, CHECK_MS));
      const over = isOver(this.#watching);
      if (this.#closed || (!over && performance.now() - this.#watching.pressedAt < this.#renewMs)) continue;
      if (over) this.lost += 1;
      const next = await lookAt(this.#programme, `kept ${this.looks + 1}`, OPENS_WITHIN_MS).catch(
        () => undefined,
      );
      if (next === undefined) {
        if (!over) this.lost += 1;
        return;
      }
      const before = this.#watching;
      this.#past = this.seen;
      this.#watching = next;
      this.looks += 1;
      await before.close();
    }
  }
}

function isOver({ viewer }: Watching): boolean {
  return !viewer.open || [...viewer.cameras.values()].some(({ goneAt }) => goneAt !== undefined);
}
