import type { EpochMs } from '@porchlight/domain';
import type { Mailer } from '../ports.ts';
import type { HubStore } from '../store/hub-store.ts';
import { ERASE_MS, FORGET_MS } from './case-state.ts';
import { NO_VIEW_MAIL_JOB } from './no-view-jobs.ts';

export interface NoViewSweepParts {
  readonly store: HubStore;
  readonly mailer: Mailer;
  /** The time for what cannot be undone. */
  vouchedTime(): Promise<EpochMs>;
}

const BATCH = 100;

/**
 * Tells neighbours that their case is over, erases what they wrote seven days later, and the case after ninety. Several hubs may
 * do it at once; each neighbour is told by one mail.
 */
export async function sweepNoView({ store, mailer, vouchedTime }: NoViewSweepParts): Promise<void> {
  const now = await vouchedTime();
  await store.transaction(async (stores) => {
    const untold = await stores.noView.takeUntold(now, BATCH);
    for (const caseNumber of mailer.configured ? untold : [])
      await stores.jobs.enqueue(NO_VIEW_MAIL_JOB, { caseNumber });
  });
  await store.noView.forget(now - FORGET_MS);
  await store.noView.erase(now - ERASE_MS);
}
