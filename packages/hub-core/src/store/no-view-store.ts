import type { CaseNumber, NoViewAnswer, NoViewPart } from '@porchlight/contract';
import type { CameraId, EpochMs, LatLon, OwnerId } from '@porchlight/domain';

/** How a case ended before its time was over. */
export type NoViewEnd = 'refused' | 'closed' | 'withdrawn';

export interface NewNoViewCase {
  readonly caseNumber: CaseNumber;
  /** SHA-256 of the secret in the neighbour's link, base64url. */
  readonly secretHash: string;
  readonly place: string;
  readonly position: LatLon | null;
  readonly parts: readonly NoViewPart[];
  readonly words: string;
  /** Empty when the neighbour gave none. */
  readonly email: string;
  readonly receivedAt: EpochMs;
  /** When the case is over by itself: it moves when the case is sent on or ended. */
  readonly overAt: EpochMs;
}

/** Nothing in it tells which owners were asked, or whether any was. */
export interface NoViewCase extends NewNoViewCase {
  readonly sentOnAt: EpochMs | null;
  readonly radiusM: number | null;
  readonly endedAs: NoViewEnd | null;
  readonly endedAt: EpochMs | null;
  readonly reason: string;
}

export interface NewAsk {
  readonly askId: string;
  readonly ownerId: OwnerId;
  readonly cameraIds: readonly CameraId[];
}

/** One owner's part of a case, while it is open. The case number is not in it. */
export interface StoredAsk extends Pick<NewNoViewCase, 'place' | 'parts' | 'words' | 'overAt'> {
  readonly askId: string;
  readonly ownerId: OwnerId;
  readonly sentOnAt: EpochMs;
  readonly cameras: readonly { readonly cameraId: CameraId; readonly answer: NoViewAnswer | null }[];
}

export interface NoViewTotals {
  readonly received: number;
  readonly sentOn: number;
  readonly ended: number;
}

/** Neighbours who ask not to be filmed, and the owners who were asked. */
export interface NoViewStore {
  create(newCase: NewNoViewCase): Promise<void>;
  get(caseNumber: CaseNumber): Promise<NoViewCase | undefined>;
  /** Those that the office has not acted on first, then the newest; at most `limit`. */
  list(now: EpochMs, limit: number): Promise<readonly NoViewCase[]>;
  /** Cases that wait for the office. */
  waiting(now: EpochMs): Promise<number>;
  /** False unless the case waits for the office. Atomic. */
  sendOn(
    caseNumber: CaseNumber,
    change: {
      readonly at: EpochMs;
      readonly overAt: EpochMs;
      readonly position: LatLon;
      readonly radiusM: number;
    },
  ): Promise<boolean>;
  /** `refused` ends a case that waits, `closed` one that was sent on, `withdrawn` either; false when it is not there. Atomic. */
  end(
    caseNumber: CaseNumber,
    change: { readonly as: NoViewEnd; readonly at: EpochMs; readonly reason: string },
  ): Promise<boolean>;
  /** Those of owners who have an ask of this case already are left as they are. The new ones come back; none for a case that ended. */
  addAsks(caseNumber: CaseNumber, asks: readonly NewAsk[]): Promise<readonly NewAsk[]>;
  /** An owner's asks that are open, nearest deadline first. */
  asksOf(ownerId: OwnerId, now: EpochMs): Promise<readonly StoredAsk[]>;
  /** Undefined once its case is over. */
  ask(askId: string, now: EpochMs): Promise<StoredAsk | undefined>;
  /** False when it is not this owner's, not open, or does not name the camera. */
  answer(
    ask: { readonly ownerId: OwnerId; readonly askId: string; readonly cameraId: CameraId },
    answer: NoViewAnswer,
    now: EpochMs,
  ): Promise<boolean>;
  /** Cases that are over and whose neighbour has still to be told by mail; each comes back once. */
  takeUntold(now: EpochMs, limit: number): Promise<readonly CaseNumber[]>;
  /** Erases what the neighbour wrote, the point, the address and every ask of cases that were over by then. */
  forget(overBy: EpochMs): Promise<void>;
  /** Erases one case the same way. */
  forgetOne(caseNumber: CaseNumber): Promise<void>;
  /** Deletes cases that were over by then; only the totals count them from now on. */
  erase(overBy: EpochMs): Promise<void>;
  totals(now: EpochMs): Promise<NoViewTotals>;
}
