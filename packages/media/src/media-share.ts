/** What one owner's cameras may take of a machine that several owners share. One for all cameras of that owner. */
export interface MediaShare {
  /** Room for warm pictures; false when there is none, and nothing was taken. */
  hold(bytes: number): boolean;
  /** Gives back what was held. */
  free(bytes: number): void;
  /** Bytes came in from a camera: milliseconds (0 … 1000) to wait before that camera is read again. */
  arrived(bytes: number): number;
  /** A process that makes pictures anew may run; false when as many do as may. */
  takeChild(): boolean;
  freeChild(): void;
}

export interface ShareLimits {
  /** Newest groups of pictures of all cameras together, bytes. */
  readonly warmBytes: number;
  /** From all cameras together, on average; two seconds' worth may come at once. */
  readonly bytesPerSecond: number;
  /** Processes that make pictures anew (masks, H.264 of H.265), at a time. */
  readonly children: number;
}

const BURST_S = 2;
const LONGEST_WAIT_MS = 1000;

/**
 * A share that holds to its limits: over the first a stream keeps no warm pictures, over the second the camera is not read, so
 * that TCP slows it down and not the neighbour's, over the third a camera that needs a child shows nothing. `monotonic`: milliseconds.
 */
export function createMediaShare(
  { warmBytes, bytesPerSecond, children }: ShareLimits,
  monotonic: () => number,
): MediaShare {
  const burst = bytesPerSecond * BURST_S;
  let held = 0;
  let left = burst;
  let at = monotonic();
  let running = 0;
  return {
    hold(bytes) {
      if (held + bytes > warmBytes) return false;
      held += bytes;
      return true;
    },
    free(bytes) {
      held -= bytes;
    },
    arrived(bytes) {
      const now = monotonic();
      left = Math.min(burst, left + ((now - at) / 1000) * bytesPerSecond) - bytes;
      at = now;
      return left >= 0 ? 0 : Math.min(LONGEST_WAIT_MS, (-left / bytesPerSecond) * 1000);
    },
    takeChild() {
      if (running >= children) return false;
      running += 1;
      return true;
    },
    freeChild() {
      running -= 1;
    },
  };
}
