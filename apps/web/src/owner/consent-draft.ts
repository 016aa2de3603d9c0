import type { OwnerCameraView, OwnerOverview, Site, Waiver } from '@porchlight/contract';
import {
  type CameraPose,
  type Hours,
  INCIDENT_CLASSES,
  type IncidentClass,
  type LatLon,
} from '@porchlight/domain';
import type { CameraConsent, ConsentStatement } from '@porchlight/statements';
import { termsDifference } from './terms-difference.ts';

/** The owner's choices for one camera while they are being made. */
export interface ConsentDraft {
  readonly cameraId: CameraConsent['cameraId'];
  readonly gatewayId: CameraConsent['gatewayId'];
  readonly label: string;
  readonly tier: CameraConsent['tier'];
  readonly classes: readonly IncidentClass[];
  readonly radiusM: number;
  readonly hours: Hours;
  readonly until: number;
  /** Null until the owner put the camera on the map. */
  readonly pose: CameraPose | null;
}

export const RADIUS_RANGE_M = { min: 50, max: 1000, step: 10 } as const;
const DEFAULT_RADIUS_M = 250;
const HALF_YEAR_MS = 182 * 24 * 3600 * 1000;

/** Begins from what was signed, or from careful defaults. An expired date is offered anew; no date passes the programme's end. */
export function draftOf(camera: OwnerCameraView, programmeEndsAt: number, now: number): ConsentDraft {
  const { cameraId, gatewayId, consent } = camera;
  const offered = Math.min(programmeEndsAt, now + HALF_YEAR_MS);
  if (consent === null)
    return {
      cameraId,
      gatewayId,
      label: camera.label,
      tier: 'incident',
      classes: [...INCIDENT_CLASSES],
      radiusM: DEFAULT_RADIUS_M,
      hours: { kind: 'always' },
      until: offered,
      pose: null,
    };
  const { label, tier, classes, radiusM, hours, until, pose } = consent;
  const kept = until > now ? Math.min(until, programmeEndsAt) : offered;
  return { cameraId, gatewayId, label, tier, classes, radiusM, hours, until: kept, pose };
}

/** A camera pose to begin with: at the middle of the map, looking north, as an ordinary door camera does. */
export function poseAt(position: LatLon): CameraPose {
  return { position, heightM: 3, azimuthDeg: 0, tiltDeg: 12, hfovDeg: 90, rangeM: 40 };
}

/** What still keeps a draft from being signed, as a sentence; undefined when nothing does. */
export function draftProblem(draft: ConsentDraft, programmeEndsAt: number, now: number): string | undefined {
  if (draft.label.trim() === '') return 'Give the camera a name.';
  if (draft.pose === null) return 'Show on the map where the camera stands.';
  if (draft.tier === 'incident' && draft.classes.length === 0)
    return 'Choose at least one kind of incident, or take part with the register only.';
  if (draft.until <= now) return 'Choose a date in the future.';
  if (draft.until > programmeEndsAt) return 'Choose a date on or before the programme’s last day.';
  return undefined;
}

/** The camera's part of the statement. Throws RangeError for a draft that {@link draftProblem} names a fault of. */
export function termsOf(draft: ConsentDraft, now: number): CameraConsent {
  if (draft.pose === null) throw new RangeError('a camera without a place cannot be signed');
  const { cameraId, gatewayId, tier, classes, radiusM, hours, until, pose } = draft;
  return {
    cameraId,
    gatewayId,
    label: draft.label.trim(),
    tier,
    classes: INCIDENT_CLASSES.filter((c) => classes.includes(c)),
    radiusM,
    hours,
    from: now,
    until,
    pose,
  };
}

/** True while the owner's pause stands. */
export function isPaused(camera: Pick<OwnerCameraView, 'pausedUntil'>, now: number): boolean {
  return camera.pausedUntil !== null && (camera.pausedUntil === 0 || camera.pausedUntil > now);
}

/** The drafts to sign: those that say something else than what is in force, and paused ones, whose pause a signature ends. */
export function changedDrafts(
  drafts: readonly ConsentDraft[],
  cameras: readonly OwnerCameraView[],
  timeZone: string,
  now: number,
): ConsentDraft[] {
  return drafts.filter((draft) => {
    const camera = cameras.find((c) => c.cameraId === draft.cameraId);
    if (draft.pose === null) return false;
    if (camera?.consent == null || NOT_HELD.has(camera.consentState) || camera.consent.until <= now)
      return true;
    if (isPaused(camera, now)) return true;
    return termsDifference(camera.consent, termsOf(draft, now), timeZone).length > 0;
  });
}

/** As it stands in a statement for cameras on boxes that no host runs. */
const OWN_BOX = 'the owner';

/** Who runs the boxes these cameras hang on; more than one name where they hang on several. */
export function hostsOf(
  overview: Pick<OwnerOverview, 'gateways'>,
  cameras: readonly Pick<CameraConsent, 'gatewayId'>[],
): string[] {
  const hostOf = (camera: Pick<CameraConsent, 'gatewayId'>): string =>
    overview.gateways.find((g) => g.gatewayId === camera.gatewayId)?.host ?? OWN_BOX;
  return [...new Set(cameras.map(hostOf))];
}

/** The drafts by who runs their boxes: a statement names one host, so each group is signed for itself. */
export function draftsByHost(
  overview: Pick<OwnerOverview, 'gateways'>,
  drafts: readonly ConsentDraft[],
): ConsentDraft[][] {
  return hostsOf(overview, drafts).map((host) =>
    drafts.filter((draft) => hostsOf(overview, [draft])[0] === host),
  );
}

const NOT_HELD: ReadonlySet<string> = new Set(['none', 'refused', 'expired']);

/**
 * The statement to sign: text, terms and cameras, all on boxes of one host or of the owner ({@link draftsByHost}). Throws RangeError
 * otherwise. The version is one more than `signed`, the highest signed so far.
 */
export function consentStatement(
  facts: { site: Pick<Site, 'programme'>; overview: OwnerOverview; waiver: Waiver },
  cameras: readonly CameraConsent[],
  now: number,
  signed = facts.overview.consentVersion,
): ConsentStatement {
  const { site, overview, waiver } = facts;
  const [host = OWN_BOX, ...others] = hostsOf(overview, cameras);
  if (others.length > 0) throw new RangeError('one statement names one host');
  return {
    v: 1,
    kind: 'consent',
    programme: site.programme as ConsentStatement['programme'],
    ownerId: overview.ownerId,
    version: signed + 1,
    waiver: { version: waiver.version, textHash: waiver.textHash, host },
    cameras: [...cameras],
    issuedAt: now,
  };
}
