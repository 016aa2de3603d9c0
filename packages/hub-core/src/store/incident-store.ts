import type { EpochMs, IncidentId } from '@porchlight/domain';
import type { Envelope, IncidentStatement } from '@porchlight/statements';

export interface StoredIncident {
  readonly statement: IncidentStatement;
  readonly hash: string;
  readonly envelope: Envelope;
  /** False when its place lies outside the programme: it stands in the queue and opens nothing. */
  readonly withinBoundary: boolean;
  /** When the first statement of this incident arrived, by the hub's clock. */
  readonly firstReceivedAt: EpochMs;
  readonly receivedAt: EpochMs;
}

/**
 * - `new`: stored; it is the newest statement of its incident.
 * - `same`: this very statement was there already.
 * - `older`: a higher `seq` stands; kept in the history when that `seq` was missing, the newest is unchanged.
 * - `conflict`: another statement of the same `seq` stands; nothing was written.
 */
export interface AcceptIncident {
  readonly kind: 'new' | 'same' | 'older' | 'conflict';
  /** The newest statement after the call. */
  readonly newest: StoredIncident;
}

export interface NewIncident {
  readonly statement: IncidentStatement;
  readonly hash: string;
  readonly envelope: Envelope;
  readonly withinBoundary: boolean;
  readonly receivedAt: EpochMs;
}

/** Dispatch-signed incidents: the newest statement of each, and every statement received. */
export interface IncidentStore {
  /** Atomic: of two racing calls for one incident the higher `seq` is the newest afterwards. */
  accept(incident: NewIncident): Promise<AcceptIncident>;
  newest(incidentId: IncidentId): Promise<StoredIncident | undefined>;
  /** The statement of that hash, newest or not: what an operator signed for. */
  byHash(hash: string): Promise<StoredIncident | undefined>;
  /** Newest statement of each open incident and of those closed since `closedSince`; open ones first, then the latest report; at most `limit`. */
  queue(closedSince: EpochMs, limit: number): Promise<readonly StoredIncident[]>;
  /** Every statement of one incident, ascending `seq`. */
  history(incidentId: IncidentId): Promise<readonly StoredIncident[]>;
}
