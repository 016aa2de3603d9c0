import type { LeafKind } from '@porchlight/statements/leaf';

/** What opens a leaf; kept off the log, and deleted by an erasure. */
export interface LogRecord {
  /** 32 bytes, base64url. */
  readonly recordKey: string;
  /** Texts that open its digests, see `disclosureOf`; in the order of the leaf. */
  readonly disclosures: readonly string[];
}

/** One entry of the log. Nothing but `record` ever changes, and that only to null. */
export interface LogRow {
  readonly index: number;
  /** The entry as it is hashed. */
  readonly leaf: Uint8Array;
  /** RFC 6962 leaf hash, 32 bytes. */
  readonly leafHash: Uint8Array;
  readonly kind: LeafKind;
  /** What it stands for, such as `incident:<hash>`; no two entries share one. */
  readonly subject: string | null;
  readonly record: LogRecord | null;
}

/** An entry that a later one must follow, such as the outcome of a request. */
export interface Owed {
  /** Subject of the entry still to come. */
  readonly subject: string;
  readonly what: 'outcome' | 'disclosure';
  /** The day (UTC) from which it is due; null: its writer knows. */
  readonly day: string | null;
}

export interface NewLogRow extends LogRow {
  readonly owes: readonly Owed[];
}

export interface LogHead {
  readonly size: number;
  /** Hashes of the complete subtrees, largest first. */
  readonly frontier: readonly Uint8Array[];
}

/**
 * The leaves and head of the public log. The head is one row that moves by compare-and-swap, together with the leaves it
 * covers: of two writers at one size one gets `moved`, so that no size ever has two roots.
 */
export interface LogStore {
  head(): Promise<LogHead>;
  /**
   * Adds rows `from` … and moves the head, in one transaction; what they owe is kept until an entry of that subject comes.
   * `moved`: the head is not at `from`, or a subject stands already; nothing was written.
   */
  append(
    from: number,
    rows: readonly NewLogRow[],
    frontier: readonly Uint8Array[],
  ): Promise<'done' | 'moved'>;
  /** Deletes what opens these entries, for good. */
  erase(indices: readonly number[]): Promise<void>;
  /** Entries of these subjects; those unknown are left out. Order is not kept. */
  bySubject(subjects: readonly string[]): Promise<readonly LogRow[]>;
  /** Entries `from` … `to` − 1, ascending; fewer at the end of the log. */
  rows(from: number, to: number): Promise<readonly LogRow[]>;
  /** The same, their leaf hashes alone. */
  leafHashes(from: number, to: number): Promise<readonly Uint8Array[]>;
  /** What is still owed and due on `day` or before (null days always count), oldest entry first, with that entry. */
  owed(
    what: Owed['what'],
    day: string,
    limit: number,
  ): Promise<readonly { readonly subject: string; readonly row: LogRow }[]>;
}
