/**
 * Calls `work` soon after the first `ask`, once however often it was asked, and again when it was asked meanwhile.
 * A rejection goes to `onError`.
 */
export class Pace {
  readonly #waitMs: number;
  readonly #work: () => Promise<void>;
  readonly #onError: (error: unknown) => void;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #closed = false;

  constructor(waitMs: number, work: () => Promise<void>, onError: (error: unknown) => void) {
    this.#waitMs = waitMs;
    this.#work = work;
    this.#onError = onError;
  }

  ask(): void {
    if (this.#closed || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => this.#run(), this.#waitMs);
  }

  /** Nothing begins after it resolves. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  #run(): void {
    const before = this.#running ?? Promise.resolve();
    this.#timer = undefined;
    this.#running = before.then(this.#work).catch(this.#onError);
  }
}
