import type { Clock } from '@porchlight/domain';
import type { HubStore } from '../store/hub-store.ts';
import type { StoredLook } from '../store/look-store.ts';

/** Looks of a hub that was killed: their gateways stopped four seconds later by themselves, and will say so. */
export async function endLeftovers(store: HubStore, clock: Clock): Promise<void> {
  for (const look of await store.looks.running()) await endLost(store, clock, look);
}

/** The same, where other hubs live and run looks of their own. */
export async function endOrphans(store: HubStore, clock: Clock): Promise<void> {
  for (const requestId of await store.nodes.orphans()) {
    const look = await store.looks.get(requestId);
    if (look) await endLost(store, clock, look);
  }
}

async function endLost(store: HubStore, clock: Clock, look: StoredLook): Promise<void> {
  const at = clock.now();
  await store.looks.end(look.requestId, at, 'The hub was started again.');
  for (const { cameraId, ownerState } of look.cameras)
    if (ownerState === 'watching') await store.looks.endCamera(look.requestId, cameraId, at, ['hub-lost']);
}
