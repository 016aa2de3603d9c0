import {
  type CameraId,
  distanceM,
  type EpochMs,
  type GatewayId,
  localMinute,
  withinHours,
} from '@porchlight/domain';
import { type CameraConsent, CLOCK_TOLERANCE_MS, type IncidentStatement } from '@porchlight/statements';
import { type CameraContext, ruleRefusals } from './judge-policy.ts';
import { wasInFirstCircle } from './late-join.ts';
import { type PreparedLook, wrongTime } from './prepared-look.ts';
import { type Refusal, refusal } from './refusal.ts';
import { insideBoundary, lookRefusals, policyRadiusM } from './standing.ts';

/** What is known of one camera where the gate stands. A gateway fills it from its own copies, never from the hub's. */
export interface CameraFacts {
  readonly cameraId: CameraId;
  /** The gateway that holds the camera. */
  readonly gatewayId: GatewayId;
  /** The owner's signed terms; null when there are none or they were withdrawn. */
  readonly consent: {
    readonly camera: CameraConsent;
    /** Hash of the consent statement. */
    readonly hash: string;
    /** Set while a widening made from afar waits. */
    readonly waitingUntil?: EpochMs;
  } | null;
  /** Null: not paused. Infinity: until the owner signs again. */
  readonly pausedUntil: EpochMs | null;
}

export type CameraVerdict =
  | {
      readonly kind: 'permit';
      /** Begun metres to the place that opened it. */
      readonly distanceM: number;
      /** The earliest of: the request's end, the consent's, the programme's. */
      readonly endsAt: EpochMs;
      /** Hash of the log leaf that lets this camera in, base64url: it goes into the keys of every frame. Null before the log. */
      readonly bindingHash: string | null;
    }
  | { readonly kind: 'refuse'; readonly refusals: readonly Refusal[] };

/**
 * Steps 4, 10 and 11 for one camera, and everything of the look that time or newer statements can change. All failing
 * rules are given. Asked again while the look runs: the first refusal ends it for this camera. Pure.
 *
 * A camera may be near the place that the operator signed for or, with `follow`, the newest place of the incident.
 * When dispatch has changed the class since, both classes must be allowed. A look that was taken late opens only near the
 * newest place, and no camera that the first place reaches (`wrong-time`).
 */
export function judgeCamera(look: PreparedLook, camera: CameraFacts, now: EpochMs): CameraVerdict {
  const general = [...lookRefusals(look, now), ...nameRefusals(look, camera)];
  const { issuedAt } = look.request.statement;
  if (now < issuedAt - CLOCK_TOLERANCE_MS) general.push(wrongTime(issuedAt, now));
  const terms = termsRefusals(look, camera, now);
  const consent = camera.consent?.camera;
  if (consent === undefined) return { kind: 'refuse', refusals: [...general, ...terms] };
  if (look.late && wasInFirstCircle(look, consent)) general.push(wrongTime(issuedAt, now));
  const judged = placesOf(look).map((place) => judgePlace(look, place, consent, now, [...general, ...terms]));
  const best = judged.reduce((a, b) => (rank(b) < rank(a) ? b : a));
  const refusals = [...general, ...terms, ...best.refusals];
  if (refusals.length > 0) return { kind: 'refuse', refusals };
  const programmeEnd = look.trust.programme?.statement.endsAt ?? 0;
  return {
    kind: 'permit',
    distanceM: best.distanceM,
    endsAt: Math.min(look.endsAt, consent.until, programmeEnd),
    bindingHash: look.logged?.cameras.get(camera.cameraId) ?? null,
  };
}

interface JudgedPlace {
  readonly distanceM: number;
  readonly refusals: readonly Refusal[];
}

/** A place without refusals comes first, then the nearer one. */
function rank(place: JudgedPlace): number {
  return place.refusals.length > 0 ? 1e9 + place.distanceM : place.distanceM;
}

function placesOf(look: PreparedLook): [IncidentStatement, ...IncidentStatement[]] {
  const { signedFor, newest, request } = look;
  if (look.late) return [newest.statement];
  return request.statement.follow && newest.hash !== signedFor.hash
    ? [signedFor.statement, newest.statement]
    : [signedFor.statement];
}

/** Step 5, the camera's part: it is one the request means, at the gateway that the consent names. */
function nameRefusals(look: PreparedLook, camera: CameraFacts): Refusal[] {
  const { cameras } = look.request.statement;
  const refusals: Refusal[] = [];
  if (cameras && !cameras.includes(camera.cameraId)) refusals.push(refusal('not-named'));
  const consent = camera.consent?.camera;
  if (consent && consent.gatewayId !== camera.gatewayId) refusals.push(refusal('other-gateway'));
  if (consent && look.logged && !look.logged.cameras.has(camera.cameraId))
    refusals.push(refusal('leaf-camera'));
  return refusals;
}

/** Step 4: the owner's terms, distance apart. They hold whatever the policy says. */
function termsRefusals(look: PreparedLook, camera: CameraFacts, now: EpochMs): Refusal[] {
  const refusals: Refusal[] = [];
  if (camera.pausedUntil !== null && now < camera.pausedUntil) refusals.push(refusal('camera-paused'));
  const consent = camera.consent?.camera;
  if (consent === undefined || consent.cameraId !== camera.cameraId)
    return [...refusals, refusal('no-consent')];
  const waitingUntil = camera.consent?.waitingUntil;
  if (waitingUntil !== undefined && now < waitingUntil) refusals.push(refusal('consent-waiting'));
  if (now < consent.from) refusals.push(refusal('consent-not-begun'));
  if (now >= consent.until) refusals.push(refusal('consent-expired'));
  if (consent.tier !== 'incident') refusals.push(refusal('registry-only'));
  for (const name of classesOf(look))
    if (!consent.classes.includes(name)) refusals.push(refusal('class-not-consented', { name }));
  if (!isWithinHours(look, consent, now)) refusals.push(refusal('outside-hours'));
  return refusals;
}

/** Steps 10 and 11 for one place. */
function judgePlace(
  look: PreparedLook,
  place: IncidentStatement,
  consent: CameraConsent,
  now: EpochMs,
  already: readonly Refusal[],
): JudgedPlace {
  const metres = Math.ceil(distanceM(consent.pose.position, place.position));
  const refusals: Refusal[] = [];
  const classes = classesOf(look);
  const limitM = Math.min(...classes.map((name) => policyRadiusM(look.trust, name)));
  if (limitM > 0 && metres > limitM) refusals.push(refusal('too-far', { distanceM: metres, limitM }));
  if (metres > consent.radiusM)
    refusals.push(refusal('too-far-for-owner', { distanceM: metres, limitM: consent.radiusM }));
  const outside = !insideBoundary(look.trust, place);
  if (outside && !already.some((r) => r.code === 'outside-boundary'))
    refusals.push(refusal('outside-boundary'));
  for (const name of classes) {
    const context: CameraContext = {
      distanceM: metres,
      ownerRadiusM: consent.radiusM,
      tier: consent.tier,
      classConsented: consent.classes.includes(name),
      withinHours: isWithinHours(look, consent, now),
    };
    const question = { place, incidentClass: name, camera: context, now };
    refusals.push(...ruleRefusals(look, { ...question, already: [...already, ...refusals] }));
  }
  return { distanceM: metres, refusals };
}

function classesOf(look: PreparedLook): IncidentStatement['class'][] {
  return [...new Set([look.signedFor.statement.class, look.newest.statement.class])];
}

function isWithinHours(look: PreparedLook, consent: CameraConsent, now: EpochMs): boolean {
  const zone = look.trust.programme?.statement.timeZone;
  return (
    consent.hours.kind === 'always' ||
    (zone !== undefined && withinHours(consent.hours, localMinute(now, zone)))
  );
}
