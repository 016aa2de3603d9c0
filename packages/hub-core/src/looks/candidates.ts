import type { CameraId, EpochMs, LatLon, OwnerId } from '@porchlight/domain';
import { distanceM } from '@porchlight/domain';
import { type CameraFacts, judgeCamera, type PreparedLook, type Refusal } from '@porchlight/gate';
import { byUsefulness, termsHeld } from '../incidents/circle.ts';
import type { CameraStore, CameraTerms, StoredCamera } from '../store/camera-store.ts';

export interface Candidate {
  readonly camera: StoredCamera;
  readonly terms: CameraTerms;
  /** Metres to the newest position of the incident. */
  readonly distanceM: number;
  readonly verdict:
    | { readonly kind: 'permit' }
    | { readonly kind: 'refuse'; readonly refusals: readonly Refusal[] };
}

export interface CandidateAsk {
  readonly look: PreparedLook;
  readonly positions: readonly LatLon[];
  readonly radiusM: number;
  /** Only these, wherever they are; undefined for all in the circle. */
  readonly named: readonly CameraId[] | undefined;
  readonly now: EpochMs;
}

/** Cameras with signed terms in the circle (or named), judged as their gateways will judge them; the most useful first. */
export async function findCandidates(store: CameraStore, ask: CandidateAsk): Promise<Candidate[]> {
  const place = ask.positions.at(-1) as LatLon;
  const found = ask.named ? await store.get(ask.named) : await inCircle(store, ask);
  const candidates = found.flatMap((camera) => {
    const terms = termsHeld(camera, ask.now);
    return terms === null ? [] : [judged(camera, terms, place, ask)];
  });
  const order = byUsefulness(place);
  return candidates.sort((a, b) =>
    order(
      { pose: a.terms.terms.pose, distanceM: a.distanceM },
      { pose: b.terms.terms.pose, distanceM: b.distanceM },
    ),
  );
}

export function permitted(candidate: Candidate): boolean {
  return candidate.verdict.kind === 'permit';
}

async function inCircle(store: CameraStore, ask: CandidateAsk): Promise<StoredCamera[]> {
  const found = new Map<CameraId, StoredCamera>();
  for (const position of ask.positions)
    for (const camera of await store.near(position, ask.radiusM)) found.set(camera.cameraId, camera);
  return [...found.values()];
}

function judged(camera: StoredCamera, terms: CameraTerms, place: LatLon, ask: CandidateAsk): Candidate {
  return {
    camera,
    terms,
    distanceM: distanceM(terms.terms.pose.position, place),
    verdict: worstOf(
      judgeCamera(ask.look, factsOf(camera, terms), ask.now),
      newestNotTold(camera) && camera.consent
        ? judgeCamera(ask.look, factsOf(camera, camera.consent), ask.now)
        : undefined,
    ),
  };
}

/** Terms on their way to the gateway: whichever of old and new is narrower counts. */
function newestNotTold(camera: StoredCamera): boolean {
  return camera.consent?.state === 'sent' && camera.previous !== null;
}

function worstOf(held: Candidate['verdict'], coming: Candidate['verdict'] | undefined): Candidate['verdict'] {
  return held.kind === 'permit' && coming ? coming : held;
}

function factsOf(camera: StoredCamera, terms: CameraTerms): CameraFacts {
  return {
    cameraId: camera.cameraId,
    gatewayId: camera.gatewayId,
    consent: { camera: terms.terms, hash: terms.hash },
    pausedUntil: camera.pausedUntil,
  };
}

export function ownersOf(candidates: readonly Candidate[]): OwnerId[] {
  return [...new Set(candidates.map(({ camera }) => camera.ownerId))];
}
