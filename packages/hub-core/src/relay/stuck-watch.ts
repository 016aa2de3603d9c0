import type { ViewerSink } from './viewer-sink.ts';

const STUCK_MS = 10_000;
const MAX_BUFFERED_BYTES = 8 * 1024 * 1024;

/** Ends sockets whose buffer has not moved for ten seconds, or holds more than 8 MiB: memory stays bounded. */
export class StuckWatch {
  readonly #seen = new Map<ViewerSink, { lowest: number; since: number }>();

  check(sinks: Iterable<ViewerSink>, now: number): void {
    const present = new Set(sinks);
    for (const sink of this.#seen.keys()) if (!present.has(sink)) this.#seen.delete(sink);
    for (const sink of present) {
      const buffered = sink.bufferedBytes;
      const before = this.#seen.get(sink);
      if (buffered > MAX_BUFFERED_BYTES || (before && buffered > 0 && this.#isStuck(before, buffered, now)))
        sink.terminate();
      else if (buffered === 0) this.#seen.delete(sink);
      else if (before === undefined || buffered < before.lowest)
        this.#seen.set(sink, { lowest: buffered, since: now });
    }
  }

  #isStuck(before: { lowest: number; since: number }, buffered: number, now: number): boolean {
    return buffered >= before.lowest && now - before.since >= STUCK_MS;
  }
}
