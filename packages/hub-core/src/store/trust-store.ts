import type { EpochMs } from '@porchlight/domain';
import type { Envelope } from '@porchlight/statements';
import type { StoredStatement } from './stored-statement.ts';

export type TrustKind = 'root' | 'programme' | 'policy' | 'roster' | 'pause';

/**
 * - `stored`: new and durable.
 * - `known`: this very statement was there already (its signatures may differ; the first envelope stays).
 * - `fork`: another statement of that kind and version stands; nothing was written.
 */
export type PutTrust =
  | { readonly kind: 'stored' }
  | { readonly kind: 'known' }
  | { readonly kind: 'fork'; readonly hash: string };

/** The programme's own statements. The store does not verify signatures: callers advance the trust chain first. */
export interface TrustStore {
  put(
    kind: TrustKind,
    statement: { readonly version: number; readonly hash: string; readonly envelope: Envelope },
    at: EpochMs,
  ): Promise<PutTrust>;
  /** The statement with the highest version. */
  newest(kind: TrustKind): Promise<StoredStatement | undefined>;
  /** Every version, ascending: rosters are handed to gateways in this order. */
  all(kind: TrustKind): Promise<readonly StoredStatement[]>;
}
