import type { NoViewAnswer, OwnerAsk } from '@porchlight/contract';
import type { CameraId, Clock, OwnerId } from '@porchlight/domain';
import type { AreaBus } from '../events/area-bus.ts';
import { type Refused, refuse } from '../problems.ts';
import type { HubStore } from '../store/hub-store.ts';
import type { StoredAsk } from '../store/no-view-store.ts';

export interface OwnerAsksParts {
  readonly store: HubStore;
  readonly clock: Clock;
  readonly bus: AreaBus;
}

/**
 * What neighbours ask of one owner, and the owner's answers. An answer stays between hub and owner: it is in no audit row, because
 * clerks read those, and no count is made of it.
 */
export class OwnerAsks {
  readonly #parts: OwnerAsksParts;

  constructor(parts: OwnerAsksParts) {
    this.#parts = parts;
  }

  /** For one camera; it may be changed until the deadline. `not-found` for anybody else's ask and once it is over. */
  async answer(
    ownerId: OwnerId,
    askId: string,
    cameraId: CameraId,
    answer: NoViewAnswer,
  ): Promise<{ kind: 'ok' } | Refused> {
    const { store, clock, bus } = this.#parts;
    const done = await store.noView.answer({ ownerId, askId, cameraId }, answer, clock.now());
    if (!done) return refuse('not-found', 'This request is over, or its neighbour took it back.');
    bus.publish('owner', ownerId);
    return { kind: 'ok' };
  }
}

/** As the owner's page shows it, without cameras the owner no longer has. Undefined when none is left. */
export function askView(ask: StoredAsk, cameraIds: ReadonlySet<CameraId>): OwnerAsk | undefined {
  const cameras = ask.cameras.filter(({ cameraId }) => cameraIds.has(cameraId));
  if (cameras.length === 0) return undefined;
  const { askId, place, parts, words, sentOnAt, overAt } = ask;
  return { askId, place, parts: [...parts], words, askedAt: sentOnAt, deadline: overAt, cameras };
}
