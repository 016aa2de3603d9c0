import type { CameraTerms } from '@porchlight/gateway-core';

/** A moment as people read it, in the programme's time zone. */
export function moment(at: number, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'medium', timeStyle: 'short' }).format(at);
}

export type Terms = NonNullable<CameraTerms['inForce']>['terms'];

const clock = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** What an owner agreed to, in one sentence. */
export function termsSentence(terms: Terms, timeZone: string): string {
  if (terms.tier === 'registry') return 'Registry only: may be asked for recordings, is never shown live.';
  const classes = terms.classes.map((name) => name.replaceAll('-', ' ')).join(', ') || 'no kind of incident';
  const hours =
    terms.hours.kind === 'always'
      ? 'at any hour'
      : `from ${clock(terms.hours.fromMinute)} to ${clock(terms.hours.toMinute)}`;
  return `Live for ${classes} within ${terms.radiusM} m, ${hours}, until ${moment(terms.until, timeZone)}.`;
}

export function pauseSentence(pause: NonNullable<CameraTerms['pause']>, timeZone: string): string {
  if (pause.until === null) return 'Paused until the owner signs again.';
  return `Paused until ${moment(pause.until, timeZone)}.`;
}
