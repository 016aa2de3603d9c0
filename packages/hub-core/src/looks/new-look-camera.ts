import type { EpochMs } from '@porchlight/domain';
import type { SlotCamera } from '@porchlight/statements/leaf';
import type { NewLookCamera } from '../store/look-store.ts';
import type { Candidate } from './candidates.ts';
import type { RunningCamera } from './running-look.ts';

/** The row of a camera that takes part. */
export function takingPart(candidate: Candidate, since: EpochMs, followed: boolean): NewLookCamera {
  return {
    ...commonFacts(candidate),
    followed,
    viewerState: 'opening',
    ownerState: 'watching',
    because: [],
    since,
  };
}

/** How the log names a camera that takes part. */
export function slotOf({ camera, terms }: Candidate): SlotCamera {
  return { cameraId: camera.cameraId, gatewayId: camera.gatewayId, consentHash: terms.hash };
}

/** The row of a camera that was refused: its owner may read why, police never see it. */
export function refusedRow(candidate: Candidate, since: EpochMs): NewLookCamera {
  const because =
    candidate.verdict.kind === 'refuse' ? candidate.verdict.refusals.map((refusal) => refusal.sentence) : [];
  return {
    ...commonFacts(candidate),
    followed: false,
    viewerState: null,
    ownerState: 'refused',
    because,
    since,
  };
}

export function runningCamera(row: NewLookCamera): Omit<RunningCamera, 'state' | 'openedAt'> {
  const { cameraId, gatewayId, ownerId, label, pose, distanceM, followed, hasSub } = row;
  return { cameraId, gatewayId, ownerId, view: { cameraId, label, pose, distanceM, followed, hasSub } };
}

function commonFacts({ camera, terms, distanceM }: Candidate) {
  return {
    cameraId: camera.cameraId,
    gatewayId: camera.gatewayId,
    ownerId: camera.ownerId,
    label: terms.terms.label,
    pose: terms.terms.pose,
    distanceM,
    hasSub: camera.hasSub,
  };
}
