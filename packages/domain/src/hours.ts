import type { EpochMs } from './clock.ts';

/** When a camera may be looked at, in the programme's local time. `from` > `to` runs over midnight; minutes 0–1439. */
export type Hours =
  | { readonly kind: 'always' }
  | { readonly kind: 'daily'; readonly fromMinute: number; readonly toMinute: number };

/** Minutes since local midnight in an IANA time zone, 0–1439. Throws RangeError for an unknown zone. */
export function localMinute(at: EpochMs, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at);
  const value = (type: string): number => Number(parts.find((p) => p.type === type)?.value);
  return value('hour') * 60 + value('minute');
}

/** True when `minute` lies in the hours; the end minute is outside. Equal ends mean the whole day. */
export function withinHours(hours: Hours, minute: number): boolean {
  if (hours.kind === 'always' || hours.fromMinute === hours.toMinute) return true;
  if (hours.fromMinute < hours.toMinute) return minute >= hours.fromMinute && minute < hours.toMinute;
  return minute >= hours.fromMinute || minute < hours.toMinute;
}
