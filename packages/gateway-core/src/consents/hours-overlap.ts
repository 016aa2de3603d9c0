import type { Hours } from '@porchlight/domain';

const DAY = 1440;

/** A part of the day: `length` minutes from `start`, over midnight when it must. */
interface Arc {
  readonly start: number;
  readonly length: number;
}

function arcOf(hours: Hours): Arc {
  if (hours.kind === 'always') return { start: 0, length: DAY };
  const length = (hours.toMinute - hours.fromMinute + DAY) % DAY;
  return { start: hours.fromMinute, length: length === 0 ? DAY : length };
}

function hoursOf(arc: Arc): Hours {
  if (arc.length === DAY) return { kind: 'always' };
  return { kind: 'daily', fromMinute: arc.start, toMinute: (arc.start + arc.length) % DAY };
}

/** Where both hold: none, one or two parts of the day. */
function overlaps(a: Arc, b: Arc): Arc[] {
  if (b.length === DAY) return [a];
  if (a.length === DAY) return [b];
  const offset = (b.start - a.start + DAY) % DAY;
  return [offset - DAY, offset].flatMap((from) => {
    const start = Math.max(0, from);
    const length = Math.min(a.length, from + b.length) - start;
    return length > 0 ? [{ start: (a.start + start) % DAY, length }] : [];
  });
}

/** True when every minute of `inner` lies in `outer`. */
export function hoursWithin(inner: Hours, outer: Hours): boolean {
  const arc = arcOf(inner);
  return overlaps(arc, arcOf(outer)).some((part) => part.length === arc.length);
}

/** Hours in which both hold; the longer part when there are two, null when they never meet. */
export function sharedHours(a: Hours, b: Hours): Hours | null {
  const parts = overlaps(arcOf(a), arcOf(b)).sort((x, y) => y.length - x.length);
  return parts[0] ? hoursOf(parts[0]) : null;
}
