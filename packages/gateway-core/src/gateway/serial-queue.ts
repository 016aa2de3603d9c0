/** Runs tasks one after another. A task that throws is reported and the next one runs. */
export class SerialQueue {
  readonly #limit: number;
  readonly #onFault: (fault: unknown) => void;
  #turn: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(limit: number, onFault: (fault: unknown) => void) {
    this.#limit = limit;
    this.#onFault = onFault;
  }

  /** False when too many wait already; the task is then not taken. */
  add(task: () => Promise<void>): boolean {
    if (this.#waiting >= this.#limit) return false;
    this.#waiting += 1;
    this.#turn = this.#turn
      .then(task)
      .catch(this.#onFault)
      .finally(() => {
        this.#waiting -= 1;
      });
    return true;
  }

  /** Resolves when everything added so far has run. */
  async idle(): Promise<void> {
    await this.#turn;
  }
}
