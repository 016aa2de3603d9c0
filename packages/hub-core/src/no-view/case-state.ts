import type { NoViewCaseView, NoViewState } from '@porchlight/contract';
import type { EpochMs } from '@porchlight/domain';
import type { NoViewCase } from '../store/no-view-store.ts';

const DAY_MS = 86_400_000;
/** By when the office should have acted on a request. */
export const OFFICE_MS = 14 * DAY_MS;
/** How long owners have to answer. A case that was sent on is finished then, and never earlier. */
export const ASKED_MS = 14 * DAY_MS;
/** A case that the office never acts on is over by itself after this. */
export const LAPSE_MS = 90 * DAY_MS;
/** What the neighbour wrote and the asks are erased this long after the end of a case. */
export const FORGET_MS = 7 * DAY_MS;
/** The case itself is deleted this long after its end. */
export const ERASE_MS = 90 * DAY_MS;

/** Where a case stands. It follows from the neighbour's and the office's acts and from time, never from an owner's answer. */
export function stateOf(
  held: Pick<NoViewCase, 'endedAs' | 'sentOnAt' | 'overAt'>,
  now: EpochMs,
): NoViewState {
  if (held.endedAs !== null) return held.endedAs;
  if (now < held.overAt) return held.sentOnAt === null ? 'received' : 'asked';
  return held.sentOnAt === null ? 'lapsed' : 'finished';
}

/** What the neighbour is shown. */
export function caseView(held: NoViewCase, now: EpochMs): NoViewCaseView {
  const state = stateOf(held, now);
  const { caseNumber, place, receivedAt, sentOnAt, endedAt, overAt, reason } = held;
  return {
    caseNumber,
    state,
    place,
    receivedAt,
    officeBy: receivedAt + OFFICE_MS,
    askedAt: sentOnAt,
    deadline: sentOnAt === null ? null : sentOnAt + ASKED_MS,
    endedAt: endedAt ?? (now < overAt ? null : overAt),
    reason,
  };
}
