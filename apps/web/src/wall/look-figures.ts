import type { CameraId, RequestId } from '@porchlight/domain';
import type { FirstKind } from '../player/tile-figures.ts';

const pressMark = (requestId: RequestId): string => `press ${requestId}`;

/** Leaves the mark (`press <requestId>`) from which this look's pictures are measured: after the touch, before the request is sent. */
export function markPress(requestId: RequestId): void {
  performance.mark(pressMark(requestId));
}

/** Leaves the measure `press-to-grant` (detail: requestId). */
export function measureGrant(requestId: RequestId): void {
  measureFromPress('press-to-grant', requestId, performance.now(), {});
}

/**
 * Leaves the measures `press-to-first-drawn` and `press-to-first-live` (detail: requestId, cameraId), once for each camera, and
 * `press-to-all-live` (detail: requestId, cameras), once, when every camera of the grant is live. Nothing for a look whose
 * press was in another page.
 */
export class LookFigures {
  readonly #requestId: RequestId;
  readonly #seen = new Set<string>();
  #awaited = new Set<CameraId>();
  #done = false;

  constructor(requestId: RequestId) {
    this.#requestId = requestId;
  }

  /** Cameras on screen that are to come live; the first non-empty list counts. */
  await(cameraIds: readonly CameraId[]): void {
    if (this.#awaited.size === 0) this.#awaited = new Set(cameraIds);
  }

  /** `at`: epoch ms. */
  first(kind: FirstKind, cameraId: CameraId, at: number): void {
    const key = `${kind} ${cameraId}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    const end = at - performance.timeOrigin;
    measureFromPress(`press-to-${kind}`, this.#requestId, end, { cameraId });
    if (kind !== 'first-live' || this.#done || this.#awaited.size === 0) return;
    if (![...this.#awaited].every((id) => this.#seen.has(`first-live ${id}`))) return;
    this.#done = true;
    measureFromPress('press-to-all-live', this.#requestId, end, { cameras: this.#awaited.size });
  }
}

function measureFromPress(name: string, requestId: RequestId, end: number, detail: object): void {
  const [press] = performance.getEntriesByName(pressMark(requestId), 'mark');
  if (press === undefined) return;
  performance.measure(name, {
    start: press.startTime,
    end: Math.max(press.startTime, end),
    detail: { requestId, ...detail },
  });
}
