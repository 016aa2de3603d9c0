import type { IncidentId, OwnerId } from '@porchlight/domain';
import type { HubStore, HubStores } from '../store/hub-store.ts';
import type { JobHandler } from '../store/job-queue.ts';
import type { PaperLeaves, WithdrawnCamera } from './paper-leaves.ts';

export const LEAF_JOB = 'log-leaf';

/** An act whose leaf must follow, whatever becomes of this process. */
export type LeafDue =
  | { readonly act: 'consent'; readonly ownerId: OwnerId; readonly version: number }
  | { readonly act: 'withdraw'; readonly id: string; readonly cameras: readonly WithdrawnCamera[] }
  | { readonly act: 'incident'; readonly incidentId: IncidentId };

/** In the transaction of the act itself: both stand, or neither does. */
export function owesLeaf(stores: HubStores, due: LeafDue): Promise<void> {
  return stores.jobs.enqueue(LEAF_JOB, { ...due });
}

/** Writes the leaf; a failure is tried again by the queue, and a leaf that stands is left as it is. */
export function leafHandler(papers: PaperLeaves, store: HubStore): JobHandler {
  return async (payload) => {
    const due = payload as LeafDue;
    if (due.act === 'consent') return papers.consent(due.ownerId, due.version);
    if (due.act === 'withdraw') return papers.withdraw(due.id, due.cameras);
    const newest = await store.incidents.newest(due.incidentId);
    if (newest) await papers.incident(newest);
    return undefined;
  };
}
