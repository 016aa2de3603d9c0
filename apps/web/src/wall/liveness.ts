/** What a tile's badge says; driven by frames alone. */
export type Liveness =
  | { readonly kind: 'opening' }
  | { readonly kind: 'live' }
  /** The first picture, older than now, while the stream catches up. */
  | { readonly kind: 'catching-up'; readonly seconds: number }
  | { readonly kind: 'late'; readonly seconds: number }
  | { readonly kind: 'delayed'; readonly seconds: number }
  | { readonly kind: 'stalled'; readonly seconds: number }
  /** Whatever the cause: stop, pause, leaving and refusal look alike. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'ended' };

export interface LivenessInput {
  readonly look: 'running' | 'ended';
  readonly gone: boolean;
  /** Epoch ms; null before the first picture. */
  readonly lastDrawnAt: number | null;
  /** Epoch ms; when pictures were asked for last. What was drawn before does not count. */
  readonly openedAt: number;
  readonly lagMs: number;
  readonly catchUpMs: number;
  readonly now: number;
}

/** No picture for this long is late; for twice this long it is an alarm. */
const LATE_MS = 2000;
const STALLED_MS = 4000;
const DELAYED_MS = 1000;

export function livenessOf({
  look,
  gone,
  lastDrawnAt,
  openedAt,
  lagMs,
  catchUpMs,
  now,
}: LivenessInput): Liveness {
  if (gone) return { kind: 'gone' };
  if (look === 'ended') return { kind: 'ended' };
  const since = now - Math.max(lastDrawnAt ?? openedAt, openedAt);
  const seconds = Math.floor(since / 1000);
  if (since > STALLED_MS) return { kind: 'stalled', seconds };
  if (lastDrawnAt === null || lastDrawnAt < openedAt) return { kind: 'opening' };
  if (since > LATE_MS) return { kind: 'late', seconds };
  if (catchUpMs > 0) return { kind: 'catching-up', seconds: Math.ceil(catchUpMs / 1000) };
  if (lagMs > DELAYED_MS) return { kind: 'delayed', seconds: Math.round(lagMs / 1000) };
  return { kind: 'live' };
}

/** The badge's words. */
export function livenessWords(liveness: Liveness): string {
  switch (liveness.kind) {
    case 'opening':
      return 'Opening';
    case 'live':
      return 'Live';
    case 'catching-up':
      return `${liveness.seconds} s old`;
    case 'late':
      return `${liveness.seconds} s late`;
    case 'delayed':
      return `Delayed ${liveness.seconds} s`;
    case 'stalled':
      return `Stalled ${liveness.seconds} s`;
    case 'gone':
      return 'No longer available';
    case 'ended':
      return 'Ended';
  }
}
