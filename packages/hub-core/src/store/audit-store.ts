import type { EpochMs } from '@porchlight/domain';

export interface NewAuditRow {
  readonly at: EpochMs;
  readonly actor: string;
  readonly act: string;
  readonly subject: string;
  readonly detail: string;
}

export interface AuditRow extends NewAuditRow {
  /** Rises; numbers may be missing where a transaction did not commit. */
  readonly seq: number;
}

/** Append-only: the database itself refuses to change, delete or truncate rows. */
export interface AuditStore {
  /** Resolves with the row's number. Call it before the act, or in the act's transaction. */
  append(row: NewAuditRow): Promise<number>;
  /** Newest first, rows with `seq` < `before` (null: from the newest), at most `limit` (1 … 1000). `next` continues; null at the end. `without`: leaves out acts that begin so. */
  page(
    before: number | null,
    limit: number,
    without?: string,
  ): Promise<{ readonly rows: readonly AuditRow[]; readonly next: number | null }>;
}
