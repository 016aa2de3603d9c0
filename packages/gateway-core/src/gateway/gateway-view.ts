import type { CameraId, OwnerId } from '@porchlight/domain';
import type { CameraState } from '@porchlight/media';
import { fingerprintOf, type ProgrammeState, programmeState, rootFingerprint } from '@porchlight/statements';
import type { CameraFleet } from '../cameras/camera-fleet.ts';
import type { CameraTerms } from '../consents/camera-terms.ts';
import type { ConsentBook } from '../consents/consent-book.ts';
import type { LookKeeper, RunningView } from '../looks/look-keeper.ts';
import type { Outcomes } from '../looks/outcomes.ts';
import type { GatewayState } from '../state/gateway-state.ts';
import type { JournalRecord } from '../state/state-schemas.ts';

export interface CameraView {
  readonly cameraId: CameraId;
  readonly label: string;
  readonly state: CameraState;
  readonly hasSub: boolean;
  readonly terms: CameraTerms;
  readonly watching: readonly RunningView[];
}

export interface OwnerView {
  readonly ownerId: OwnerId;
  readonly keyFingerprints: readonly string[];
  readonly cameras: readonly CameraView[];
}

/** What the local page shows. No address of a camera, no password. */
export interface GatewayView {
  readonly gatewayId: string | null;
  /** Null before the first enrolment. */
  readonly programme: {
    readonly id: string;
    readonly name: string;
    readonly state: ProgrammeState;
    readonly synthetic: boolean;
    readonly rootFingerprint: string;
    readonly timeZone: string;
  } | null;
  readonly hub: { readonly host: string; readonly connected: boolean };
  /** Why no picture can leave, as a sentence; null when nothing is wrong. */
  readonly fault: string | null;
  readonly owners: readonly OwnerView[];
  /** Newest first. */
  readonly journal: readonly JournalRecord[];
}

export interface ViewSources {
  readonly state: GatewayState;
  readonly fleet: CameraFleet;
  readonly book: ConsentBook;
  readonly looks: LookKeeper;
  readonly outcomes: Outcomes;
  readonly hub: GatewayView['hub'];
  readonly fault: string | null;
  readonly now: number;
}

export async function gatewayView(sources: ViewSources): Promise<GatewayView> {
  const { state, outcomes, hub, fault } = sources;
  const owners = await Promise.all(
    state.owners.all().map(async ({ ownerId, keys }) => ({
      ownerId,
      keyFingerprints: await Promise.all(keys.map(fingerprintOf)),
      cameras: camerasOf(ownerId, sources),
    })),
  );
  return {
    gatewayId: state.identity.value.gatewayId,
    programme: await programmeOf(sources),
    hub,
    fault,
    owners,
    journal: outcomes.recent.toReversed(),
  };
}

function camerasOf(ownerId: OwnerId, { fleet, book, looks }: ViewSources): CameraView[] {
  const running = looks.running;
  return fleet.records
    .filter((record) => record.ownerId === ownerId)
    .map(({ cameraId, label, subUrl }) => ({
      cameraId,
      label,
      state: fleet.state(cameraId) ?? { kind: 'connecting', detail: '' },
      hasSub: subUrl !== null,
      terms: book.terms(cameraId),
      watching: running.filter((look) => look.cameraId === cameraId),
    }));
}

async function programmeOf({ state, now }: ViewSources): Promise<GatewayView['programme']> {
  const trust = state.trust.value;
  if (trust === null) return null;
  return {
    id: trust.root.programme,
    name: trust.programme?.statement.name ?? trust.root.programme,
    state: programmeState(trust, now),
    synthetic: trust.root.synthetic,
    rootFingerprint: await rootFingerprint(trust.root),
    timeZone: trust.programme?.statement.timeZone ?? 'UTC',
  };
}
