/** Something with a picture to paint. */
export interface Painter {
  paint(): void;
}

/**
 * Paints once for each frame of the screen, however many pictures came since: a browser that is short of time shows fewer
 * pictures, and never queues them. A hidden page paints nothing.
 */
export class PaintLoop {
  readonly #frame: (callback: () => void) => void;
  #waiting = new Set<Painter>();

  /** `frame` calls back before the next frame of the screen, as requestAnimationFrame does. */
  constructor(frame: (callback: () => void) => void) {
    this.#frame = frame;
  }

  /** Has `painter.paint` called at the next frame; once, however often it was asked for. */
  ask(painter: Painter): void {
    if (this.#waiting.size === 0) this.#frame(() => this.#run());
    this.#waiting.add(painter);
  }

  /** The painter has nothing to paint any more. */
  forget(painter: Painter): void {
    // The frame stays asked for while others wait; alone, it runs empty.
    this.#waiting.delete(painter);
  }

  #run(): void {
    const painters = this.#waiting;
    this.#waiting = new Set();
    for (const painter of painters) painter.paint();
  }
}
