import { type EpochMs, localMinute } from '@porchlight/domain';

export const PAUSE_SPANS = ['hour', 'today', 'signed'] as const;
export type PauseSpan = (typeof PAUSE_SPANS)[number];

const MINUTE_MS = 60_000;

/** When a pause begun at `now` ends: in an hour, at the next local midnight, or (null) when the owner signs again. */
export function pauseEnd(span: PauseSpan, now: EpochMs, timeZone: string): EpochMs | null {
  if (span === 'signed') return null;
  if (span === 'hour') return now + 60 * MINUTE_MS;
  const minutes = 24 * 60 - localMinute(now, timeZone);
  const midnight = Math.floor(now / MINUTE_MS) * MINUTE_MS + minutes * MINUTE_MS;
  // Where clocks change on this day, the plain sum is an hour off: never let the pause end before midnight.
  const off = localMinute(midnight, timeZone);
  return off === 0 ? midnight : midnight + (off > 12 * 60 ? 24 * 60 - off : -off) * MINUTE_MS;
}
