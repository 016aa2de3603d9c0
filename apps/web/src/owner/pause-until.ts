import { localMinute } from '@porchlight/domain';

export type PauseLength = 'hour' | 'today' | 'until-signed';

const HOUR_MS = 3600 * 1000;

/** When a pause ends; null: when the owner signs again. `today` ends at the next midnight in the programme's time zone. */
export function pauseUntil(length: PauseLength, now: number, timeZone: string): number | null {
  if (length === 'until-signed') return null;
  return length === 'hour' ? now + HOUR_MS : endOfDay(now, timeZone);
}

/** The first full minute after `now` that begins a local day, on days of 23 and 25 hours too. */
export function endOfDay(now: number, timeZone: string): number {
  const minute = 60_000;
  let at = Math.floor(now / minute) * minute + minute;
  // A whole-hour change of clocks moves midnight by at most two hours; walk the last stretch minute by minute.
  at += Math.max(0, 1440 - localMinute(now, timeZone) - 180) * minute;
  const today = localDay(now, timeZone);
  while (localDay(at, timeZone) === today) at += minute;
  return at;
}

function localDay(at: number, timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(at);
}
