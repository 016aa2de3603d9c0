import type { Clock, EpochMs } from '@porchlight/domain';
import type { AreaBus } from '../events/area-bus.ts';
import type { HubLog, Mailer, Random } from '../ports.ts';
import type { HubStore } from '../store/hub-store.ts';
import type { JobHandler } from '../store/job-queue.ts';
import type { TrustDesk } from '../trust/trust-desk.ts';
import { NoViewDesk } from './no-view-desk.ts';
import { noViewJobs } from './no-view-jobs.ts';
import { OwnerAsks } from './owner-asks.ts';
import { sweepNoView } from './sweep-no-view.ts';

export interface NoViewPorts {
  readonly store: HubStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly mailer: Mailer;
  readonly log: HubLog;
  readonly bus: AreaBus;
  readonly trust: TrustDesk;
  vouchedTime(): Promise<EpochMs>;
}

/** Everything about neighbours who ask not to be filmed. */
export interface NoView {
  readonly desk: NoViewDesk;
  readonly asks: OwnerAsks;
  readonly jobs: Readonly<Record<string, JobHandler>>;
  sweep(): Promise<void>;
}

/** Begins nothing by itself: the hub runs the jobs and calls `sweep` now and then. */
export function openNoView(ports: NoViewPorts): NoView {
  const { root, programme } = ports.trust.current;
  const { name, timeZone } = programme.statement;
  const ownerUrl = new URL('/owner', root.origin).href;
  const parts = { ...ports, words: { programmeName: name, timeZone, ownerUrl } };
  return {
    desk: new NoViewDesk(parts),
    asks: new OwnerAsks(parts),
    jobs: noViewJobs(parts),
    sweep: () => sweepNoView(parts),
  };
}
