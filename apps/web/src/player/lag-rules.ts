/** How far one stream is behind: pictures drawn late, and pictures that wait to be decoded. */
export interface Backlog {
  /** Of the newest drawn picture, beyond the promptest of the last minute. */
  readonly lagMs: number;
  /** Since the oldest unit that is not decoded yet came in; 0 when none waits. */
  readonly waitedMs: number;
}

const SKIP_MS = 500;
const REOPEN_MS = 3000;
/** A new socket needs a moment to show what it brings. */
const REOPEN_REST_MS = 5000;

/** True when a newer key unit is at hand and what lies before it would only be shown late: skip to the key unit. */
export function shouldSkip({ lagMs, waitedMs }: Backlog): boolean {
  return Math.max(lagMs, waitedMs) > SKIP_MS;
}

/** True when skipping did not help: ask for everything anew on a fresh socket. */
export function shouldReopen({ lagMs, waitedMs }: Backlog, sinceReopenMs: number): boolean {
  return sinceReopenMs > REOPEN_REST_MS && Math.max(lagMs, waitedMs) > REOPEN_MS;
}
