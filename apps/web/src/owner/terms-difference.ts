import { distanceM, withinHours } from '@porchlight/domain';
import type { CameraConsent } from '@porchlight/statements';
import { day } from '../ui/format-time.ts';
import { classesWords, compassWord, hoursWords, tierWords } from './terms-words.ts';

/** One line of what changes. `opens`: more can be seen than before; `closes`: less; `moves`: neither by itself. */
export interface TermsChange {
  readonly what: string;
  /** Null when nothing was signed before. */
  readonly before: string | null;
  readonly after: string;
  readonly effect: 'opens' | 'closes' | 'moves';
}

/**
 * What signing `after` changes against `before` (null: nothing in force). Empty when both say the same. Written for a
 * reader: the gateway judges by itself what is a widening.
 */
export function termsDifference(
  before: CameraConsent | null,
  after: CameraConsent,
  timeZone: string,
): TermsChange[] {
  return ASPECTS.flatMap((aspect) => {
    const next = aspect.words(after, timeZone);
    const was = before && aspect.words(before, timeZone);
    if (was === next) return [];
    const effect = before ? aspect.effect(before, after) : after.tier === 'registry' ? 'moves' : 'opens';
    return [{ what: aspect.what, before: was, after: next, effect }];
  });
}

interface Aspect {
  readonly what: string;
  words(terms: CameraConsent, timeZone: string): string;
  effect(before: CameraConsent, after: CameraConsent): TermsChange['effect'];
}

const ASPECTS: readonly Aspect[] = [
  {
    what: 'How it takes part',
    words: (t) => tierWords(t.tier),
    effect: (_, after) => (after.tier === 'incident' ? 'opens' : 'closes'),
  },
  {
    what: 'Kinds of incident',
    words: (t) => (t.tier === 'registry' ? 'none' : classesWords(t.classes)),
    effect: (before, after) => {
      const had = before.tier === 'registry' ? [] : before.classes;
      return after.tier === 'incident' && after.classes.some((c) => !had.includes(c)) ? 'opens' : 'closes';
    },
  },
  {
    what: 'How near',
    words: (t) => (t.tier === 'registry' ? 'not at all' : `within ${t.radiusM} m`),
    effect: (before, after) => (after.radiusM > before.radiusM ? 'opens' : 'closes'),
  },
  {
    what: 'Hours',
    words: (t) => hoursWords(t.hours),
    effect: (before, after) => (hoursWithin(after, before) ? 'closes' : 'opens'),
  },
  {
    what: 'Until',
    words: (t, timeZone) => day(t.until, timeZone),
    effect: (before, after) => (after.until > before.until ? 'opens' : 'closes'),
  },
  {
    what: 'Where it stands',
    words: (t) => `${t.pose.position.lat.toFixed(5)}, ${t.pose.position.lon.toFixed(5)}`,
    effect: (before, after) =>
      distanceM(before.pose.position, after.pose.position) > 0 && after.tier === 'incident'
        ? 'opens'
        : 'moves',
  },
  {
    what: 'Where it points',
    words: (t) =>
      `${compassWord(t.pose.azimuthDeg)} (${Math.round(t.pose.azimuthDeg)}°), ${Math.round(t.pose.hfovDeg)}° wide, ${Math.round(t.pose.rangeM)} m far`,
    effect: () => 'moves',
  },
  { what: 'Name', words: (t) => t.label, effect: () => 'moves' },
];

/** True when every minute of the day that `inner` allows is allowed by `outer`. */
function hoursWithin(inner: CameraConsent, outer: CameraConsent): boolean {
  for (let minute = 0; minute < 1440; minute++)
    if (withinHours(inner.hours, minute) && !withinHours(outer.hours, minute)) return false;
  return true;
}
