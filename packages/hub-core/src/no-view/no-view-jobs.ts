import type { CaseNumber } from '@porchlight/contract';
import type { CameraId, Clock, OwnerId } from '@porchlight/domain';
import { toHex } from '@porchlight/statements';
import type { AreaBus } from '../events/area-bus.ts';
import type { HubLog, Mailer, Random } from '../ports.ts';
import type { NearCamera } from '../store/camera-store.ts';
import type { HubStore } from '../store/hub-store.ts';
import type { JobHandler, JobPayload } from '../store/job-queue.ts';
import type { NewAsk } from '../store/no-view-store.ts';
import { stateOf } from './case-state.ts';
import { type NoViewWords, neighbourMail, ownerMail } from './no-view-mails.ts';

export const NO_VIEW_ASK_JOB = 'no-view-ask';
export const NO_VIEW_NOTICE_JOB = 'no-view-notice';
export const NO_VIEW_MAIL_JOB = 'no-view-mail';

/** In the transaction that sends the case on: whoever waits for that call learns nothing from how long the search takes. */
export function askJob(caseNumber: CaseNumber): [string, JobPayload] {
  return [NO_VIEW_ASK_JOB, { caseNumber }];
}

export interface NoViewJobParts {
  readonly store: HubStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly bus: AreaBus;
  readonly mailer: Mailer;
  readonly log: HubLog;
  readonly words: NoViewWords;
}

/** The jobs of no-view requests by name. Each may run more than once. */
export function noViewJobs(parts: NoViewJobParts): Readonly<Record<string, JobHandler>> {
  return {
    [NO_VIEW_ASK_JOB]: (payload) => askOwners(parts, (payload as { caseNumber: CaseNumber }).caseNumber),
    [NO_VIEW_NOTICE_JOB]: (payload) => tellOwner(parts, (payload as { askId: string }).askId),
    [NO_VIEW_MAIL_JOB]: (payload) => tellNeighbour(parts, (payload as { caseNumber: CaseNumber }).caseNumber),
  };
}

/** Finds the cameras near the place as the circle does, and asks each of their owners once. */
async function askOwners(parts: NoViewJobParts, caseNumber: CaseNumber): Promise<void> {
  const { store, clock, random, bus } = parts;
  const held = await store.noView.get(caseNumber);
  if (!held?.position || held.radiusM === null || stateOf(held, clock.now()) !== 'asked') return;
  const near = await store.cameras.near(held.position, held.radiusM);
  const asks = asksFor(near, () => toHex(random.bytes(16)));
  const added = await store.transaction(async (stores) => {
    const fresh = await stores.noView.addAsks(caseNumber, asks);
    for (const { askId } of fresh) await stores.jobs.enqueue(NO_VIEW_NOTICE_JOB, { askId });
    return fresh;
  });
  for (const { ownerId } of added) bus.publish('owner', ownerId);
}

/** One ask for each owner with a camera there, whatever its tier, hours or pause: any of them could film the place. */
export function asksFor(near: readonly NearCamera[], newId: () => string): NewAsk[] {
  const cameras = new Map<OwnerId, CameraId[]>();
  for (const { ownerId, cameraId, present } of near)
    if (present) cameras.set(ownerId, [...(cameras.get(ownerId) ?? []), cameraId]);
  return [...cameras].map(([ownerId, cameraIds]) => ({ askId: newId(), ownerId, cameraIds }));
}

/** A failure is tried again by the queue. An owner without an address reads it on the page. */
async function tellOwner(parts: NoViewJobParts, askId: string): Promise<void> {
  const { store, clock, mailer, log, words } = parts;
  const ask = await store.noView.ask(askId, clock.now());
  const owner = ask && (await store.owners.get(ask.ownerId));
  if (ask === undefined || !owner || owner.email === '') return;
  if (!mailer.configured) {
    log.warn({}, 'no mail server: an owner was not told by mail of a neighbour’s request');
    return;
  }
  await mailer.send({ to: owner.email, ...ownerMail(ask, words) });
}

/** The address is read here and not in the job: erased with the case, it is nowhere. */
async function tellNeighbour(parts: NoViewJobParts, caseNumber: CaseNumber): Promise<void> {
  const { store, clock, mailer, words } = parts;
  const held = await store.noView.get(caseNumber);
  if (!held || held.email === '') return;
  await mailer.send({ to: held.email, ...neighbourMail(held, clock.now(), words) });
}
