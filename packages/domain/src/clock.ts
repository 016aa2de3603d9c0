/** Milliseconds since 1970-01-01T00:00:00Z, an integer. */
export type EpochMs = number;

/** Time as a port: wall time for statements, monotonic time for the end of a look. */
export interface Clock {
  /** Wall time. It may jump. */
  now(): EpochMs;
  /** Milliseconds of a clock that never goes back, from an arbitrary start. */
  monotonic(): number;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
};
