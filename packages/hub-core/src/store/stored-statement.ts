import type { EpochMs } from '@porchlight/domain';
import type { Envelope } from '@porchlight/statements';

/** A statement as it was received: the envelope is kept byte for byte, the hash names it. */
export interface StoredStatement {
  /** `version`, `epoch` or `sequence` of the statement. */
  readonly version: number;
  readonly hash: string;
  readonly envelope: Envelope;
  readonly storedAt: EpochMs;
}
