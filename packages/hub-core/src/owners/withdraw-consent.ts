import { randomUUID } from 'node:crypto';
import type { CameraId, OwnerId } from '@porchlight/domain';
import { owesLeaf } from '../leaves/leaf-jobs.ts';
import type { StoredCamera } from '../store/camera-store.ts';
import type { HubStores } from '../store/hub-store.ts';

/** Takes the terms away and owes the log a leaf for it, in one transaction. The cameras changed come back. */
export async function withdrawConsent(
  stores: HubStores,
  ownerId: OwnerId,
  cameraIds: readonly CameraId[],
): Promise<readonly StoredCamera[]> {
  const own = (await stores.cameras.get(cameraIds)).filter((camera) => camera.ownerId === ownerId);
  const cameras = own.flatMap(({ cameraId, consent, previous }) =>
    [consent?.hash, previous?.hash].flatMap((consentHash) =>
      consentHash ? [{ cameraId, consentHash }] : [],
    ),
  );
  if (cameras.length > 0) await owesLeaf(stores, { act: 'withdraw', id: randomUUID(), cameras });
  return stores.cameras.withdraw(ownerId, cameraIds);
}
