const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function plural(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** A length of time in the one or two units that matter: `45 days`, `2 hours 5 minutes`, `12 seconds`. Days are rounded, the rest is cut. Negative reads as zero. */
export function duration(ms: number): string {
  const left = Math.max(0, ms);
  if (left >= 2 * DAY) return plural(Math.round(left / DAY), 'day');
  if (left >= HOUR) {
    const hours = Math.floor(left / HOUR);
    const minutes = Math.floor((left % HOUR) / MINUTE);
    return minutes === 0 ? plural(hours, 'hour') : `${plural(hours, 'hour')} ${plural(minutes, 'minute')}`;
  }
  if (left >= MINUTE) return plural(Math.floor(left / MINUTE), 'minute');
  return plural(Math.floor(left / SECOND), 'second');
}

/** `m:ss`, or `h:mm:ss` from an hour; for countdowns in tabular figures. Negative reads as zero. */
export function clockLeft(ms: number): string {
  const total = Math.max(0, Math.ceil(ms / SECOND));
  const two = (n: number) => String(n).padStart(2, '0');
  const hours = Math.floor(total / 3600);
  const rest = `${hours > 0 ? two(Math.floor((total % 3600) / 60)) : Math.floor(total / 60)}:${two(total % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}

/** Day and minute in the reader's words and the programme's time zone: `23 November 2026, 07:25`. */
export function dayAndTime(at: number, timeZone?: string): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone }).format(at);
}

export function day(at: number, timeZone?: string): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone }).format(at);
}

export function timeOfDay(at: number, timeZone?: string): string {
  return new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone }).format(at);
}
