import type { Hours } from '@porchlight/domain';
import type { CameraConsent } from '@porchlight/statements';
import { day } from '../ui/format-time.ts';
import { CLASS_WORDS } from '../ui/incident-words.ts';

/** `07:30` from minutes since midnight. */
export function minuteWords(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}

/** Minutes since midnight from `07:30`, or undefined when it is not a time of day. */
export function parseMinute(text: string): number | undefined {
  const match = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text.trim());
  return match ? Number(match[1]) * 60 + Number(match[2]) : undefined;
}

export function hoursWords(hours: Hours): string {
  if (hours.kind === 'always' || hours.fromMinute === hours.toMinute) return 'at any hour';
  const overnight = hours.fromMinute > hours.toMinute ? ' the next morning' : '';
  return `from ${minuteWords(hours.fromMinute)} to ${minuteWords(hours.toMinute)}${overnight}`;
}

export function classesWords(classes: CameraConsent['classes']): string {
  if (classes.length === 0) return 'none';
  return classes.map((c) => CLASS_WORDS[c]).join(', ');
}

export function tierWords(tier: CameraConsent['tier']): string {
  return tier === 'registry' ? 'registered only, never live' : 'live in an incident';
}

/** The terms of one camera as a sentence a resident would say. */
export function termsSentence(terms: CameraConsent, timeZone: string): string {
  if (terms.tier === 'registry')
    return `Registered only: I may be asked for footage. Nobody can look live. Until ${day(terms.until, timeZone)}.`;
  return `Live when one of these is reported within ${terms.radiusM} m: ${classesWords(terms.classes)}; ${hoursWords(terms.hours)}; until ${day(terms.until, timeZone)}.`;
}

const COMPASS = [
  'north',
  'north-east',
  'east',
  'south-east',
  'south',
  'south-west',
  'west',
  'north-west',
] as const;

/** The nearest of eight compass words for a bearing in degrees. */
export function compassWord(azimuthDeg: number): string {
  return COMPASS[Math.round((((azimuthDeg % 360) + 360) % 360) / 45) % 8] as string;
}

/** A role as a resident reads it; never a name. */
export function roleWords(role: string): string {
  if (role === 'operator') return 'An operator on duty';
  if (role === 'supervisor') return 'A supervisor on duty';
  return role;
}
