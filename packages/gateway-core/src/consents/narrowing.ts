import type { EpochMs } from '@porchlight/domain';
import type { CameraConsent } from '@porchlight/statements';
import { hoursWithin, sharedHours } from './hours-overlap.ts';

const samePlace = (a: CameraConsent, b: CameraConsent): boolean =>
  a.pose.position.lat === b.pose.position.lat && a.pose.position.lon === b.pose.position.lon;

/**
 * True when `to` could show a picture at or after `now` that `from` would not. Another position counts, because the
 * distance is measured from it; label, height and direction do not.
 */
export function widens(from: CameraConsent, to: CameraConsent, now: EpochMs): boolean {
  if (to.tier === 'registry') return false;
  return (
    from.tier === 'registry' ||
    to.classes.some((c) => !from.classes.includes(c)) ||
    to.radiusM > from.radiusM ||
    !hoursWithin(to.hours, from.hours) ||
    Math.max(to.from, now) < from.from ||
    to.until > from.until ||
    !samePlace(from, to)
  );
}

/** Terms under which a picture is shown only when both terms would show it. What is neither wider nor narrower is the newer's. */
export function narrowedBy(older: CameraConsent, newer: CameraConsent): CameraConsent {
  const hours = sharedHours(older.hours, newer.hours);
  return {
    ...newer,
    tier: older.tier === 'incident' && newer.tier === 'incident' && hours ? 'incident' : 'registry',
    classes: older.classes.filter((c) => newer.classes.includes(c)),
    radiusM: Math.min(older.radiusM, newer.radiusM),
    hours: hours ?? newer.hours,
    from: Math.max(older.from, newer.from),
    until: Math.min(older.until, newer.until),
    pose: samePlace(older, newer) ? newer.pose : older.pose,
  };
}
