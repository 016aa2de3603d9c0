import type { LookEndCause } from '@porchlight/contract';
import type { CameraId, Clock, RequestId } from '@porchlight/domain';

/** Why a look ended that the gate would still have allowed. */
export type EndCause =
  | LookEndCause
  | 'owner-stop'
  | 'hub-silent'
  | 'hub-lost'
  | 'camera-removed'
  | 'owner-left'
  | 'host-not-named'
  | 'link-ended'
  | 'state-unwritable'
  | 'gateway-stopped';

export type Matches = (requestId: RequestId, cameraId: CameraId) => boolean;

/** How long a look may take from its message to its first picture; an opening slower than this is refused. */
export const OPENING_MS = 30_000;

/**
 * What was closed lately. A look that is just being opened when a stop arrives is not there yet to be ended: it asks here, at
 * the moment it would open, whether anything closed it since its message came.
 */
export class Closings {
  readonly #clock: Clock;
  #acts: { readonly at: number; readonly matches: Matches; readonly cause: EndCause }[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(matches: Matches, cause: EndCause): void {
    const now = this.#clock.monotonic();
    this.#acts = [...this.#acts.filter((act) => now - act.at <= OPENING_MS), { at: now, matches, cause }];
  }

  /** What closed this look since monotonic time `since`. */
  since(since: number, requestId: RequestId, cameraId: CameraId): EndCause | undefined {
    return this.#acts.find((act) => act.at >= since && act.matches(requestId, cameraId))?.cause;
  }
}
