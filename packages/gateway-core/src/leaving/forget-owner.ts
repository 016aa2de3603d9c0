import type { CameraId, OwnerId } from '@porchlight/domain';
import type { CameraFleet } from '../cameras/camera-fleet.ts';
import type { LookKeeper } from '../looks/look-keeper.ts';
import type { Outcomes } from '../looks/outcomes.ts';
import type { MaskBook } from '../masks/mask-book.ts';
import type { GatewayState } from '../state/gateway-state.ts';

export interface LeavingParts {
  readonly state: GatewayState;
  readonly fleet: CameraFleet;
  readonly looks: LookKeeper;
  readonly outcomes: Outcomes;
  readonly masks: MaskBook;
}

/**
 * Ends the owner's looks before the first await, then forgets the owner: cameras, passwords, masks, keys, consents, journal. When it
 * resolves, no file of this gateway names the owner or one of their cameras. Doing it twice does no harm.
 */
export async function forgetOwner(ownerId: OwnerId, parts: LeavingParts): Promise<void> {
  const { state, fleet, looks, outcomes, masks } = parts;
  const cameraIds = fleet.records.filter((camera) => camera.ownerId === ownerId).map((c) => c.cameraId);
  looks.end((_, cameraId) => cameraIds.includes(cameraId), 'owner-left');
  await outcomes.idle();
  for (const cameraId of cameraIds) await fleet.remove(cameraId);
  const consented = Object.keys(state.owners.get(ownerId)?.terms ?? {}) as CameraId[];
  const gone = new Set<CameraId>([...cameraIds, ...consented]);
  for (const cameraId of gone) await masks.forget(cameraId);
  await state.owners.remove(ownerId);
  outcomes.forget(ownerId);
  await state.journal.log.rewrite((record) => (record.ownerId === ownerId ? undefined : record));
  await state.looks.log.rewrite((record) => {
    const left = record.cameraIds.filter((cameraId) => !gone.has(cameraId));
    return left.length === 0 ? undefined : { ...record, cameraIds: left };
  });
}
