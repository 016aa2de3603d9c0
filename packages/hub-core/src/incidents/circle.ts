import {
  coverageShare,
  distanceM,
  type EpochMs,
  type IncidentClass,
  type LatLon,
  localMinute,
  poseSees,
  withinHours,
} from '@porchlight/domain';
import type { PolicyStatement } from '@porchlight/statements';
import type { CameraTerms, CircleCamera, CurrentTerms } from '../store/camera-store.ts';

/** The policy's radius for a class, metres; undefined for a class that is not eligible. */
export function radiusOf(policy: PolicyStatement, incidentClass: IncidentClass): number | undefined {
  return policy.radiusM[incidentClass];
}

/**
 * The terms a gateway holds for the camera as far as the hub knows: the newest when the gateway said so, or when it was
 * just told and nothing older stands; otherwise those before.
 */
export function termsHeld<Terms extends Pick<CameraTerms, 'terms'>>(
  camera: {
    readonly consent: (Terms & Pick<CurrentTerms, 'state' | 'effectiveAt'>) | null;
    readonly previous: Terms | null;
  },
  now: EpochMs,
): Terms | null {
  const { consent, previous } = camera;
  if (consent === null) return null;
  if (consent.state === 'in-force') return consent;
  if (consent.state === 'waiting' && consent.effectiveAt !== null && consent.effectiveAt <= now)
    return consent;
  if (consent.state === 'sent' && previous === null) return consent;
  return previous;
}

export interface CircleAsk {
  readonly class: IncidentClass;
  readonly position: LatLon;
  readonly radiusM: number;
  readonly now: EpochMs;
  readonly timeZone: string;
}

/** True when the owner's terms, as the hub knows them, cover such a look now, wherever the camera stands. */
export function consentsTo(camera: CircleCamera, ask: Omit<CircleAsk, 'position' | 'radiusM'>): boolean {
  const terms = termsHeld(camera, ask.now)?.terms;
  if (!camera.present || terms === undefined || terms.tier !== 'incident') return false;
  if (camera.pausedUntil !== null && camera.pausedUntil > ask.now) return false;
  return (
    terms.classes.includes(ask.class) &&
    terms.from <= ask.now &&
    ask.now < terms.until &&
    withinHours(terms.hours, localMinute(ask.now, ask.timeZone))
  );
}

/**
 * True when the camera would take part in a look at this place, as far as the hub can tell before a request. It only
 * counts; the gate decides.
 */
export function wouldTakePart(camera: CircleCamera, ask: CircleAsk): boolean {
  const terms = termsHeld(camera, ask.now)?.terms;
  if (terms === undefined || !consentsTo(camera, ask)) return false;
  const metres = distanceM(terms.pose.position, ask.position);
  return metres <= ask.radiusM && metres <= terms.radiusM;
}

/** The count and coverage an operator sees before asking. */
export function circleOf(
  cameras: readonly CircleCamera[],
  ask: CircleAsk,
): { cameras: number; coverage: number } {
  const taking = cameras.filter((camera) => wouldTakePart(camera, ask));
  const poses = taking.flatMap(({ consent }) => (consent === null ? [] : [consent.terms.pose]));
  return { cameras: poses.length, coverage: coverageShare(ask.position, ask.radiusM, poses) };
}

/** Those that see the place first, then by distance. */
export function byUsefulness(place: LatLon): (a: RankedCamera, b: RankedCamera) => number {
  const rank = (camera: RankedCamera): number => (poseSees(camera.pose, place) ? 0 : 1);
  return (a, b) => rank(a) - rank(b) || a.distanceM - b.distanceM;
}

interface RankedCamera {
  readonly pose: Parameters<typeof poseSees>[0];
  readonly distanceM: number;
}
