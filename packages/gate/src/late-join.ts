import { distanceM, type EpochMs } from '@porchlight/domain';
import {
  type CameraConsent,
  CLOCK_TOLERANCE_MS,
  type IncidentStatement,
  type RequestStatement,
} from '@porchlight/statements';
import type { PreparedLook } from './prepared-look.ts';
import { policyRadiusM } from './standing.ts';

/**
 * Whether newer words of dispatch explain why a gateway is asked only now, later than the clock tolerance after the request
 * was signed: the request follows its incident, and dispatch signed a newer statement of it within the tolerance of `now`.
 * The end of the look is not judged here (`look-over`), nor is the camera ({@link wasInFirstCircle}).
 */
export function dispatchExplainsLateness(
  request: RequestStatement,
  signedFor: IncidentStatement,
  newest: IncidentStatement,
  now: EpochMs,
): boolean {
  return (
    request.follow &&
    request.issuedAt < now &&
    newest.seq > signedFor.seq &&
    Math.abs(newest.issuedAt - now) <= CLOCK_TOLERANCE_MS
  );
}

/**
 * The place that the operator signed for reaches this camera by distance, so it was to be asked while the request was fresh:
 * no move of the incident explains its lateness. Measured by the owner's terms and the policy in force now.
 */
export function wasInFirstCircle(look: PreparedLook, consent: CameraConsent): boolean {
  const first = look.signedFor.statement;
  const metres = Math.ceil(distanceM(consent.pose.position, first.position));
  return metres <= Math.min(policyRadiusM(look.trust, first.class), consent.radiusM);
}
