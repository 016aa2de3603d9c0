import { type Leaf, leafBytes } from '@porchlight/statements/leaf';
import { leafHash } from '@porchlight/translog';
import type { HubLog } from '../ports.ts';
import { StoreError } from '../store/hub-store.ts';
import type { LogRecord, LogRow, LogStore, NewLogRow, Owed } from '../store/log-store.ts';
import { LogError } from './log-error.ts';
import type { LogSealer } from './log-sealer.ts';
import type { LogTree } from './log-tree.ts';

/** A leaf on its way into the log. */
export interface NewEntry {
  readonly leaf: Leaf;
  readonly record: LogRecord | null;
  /** What must follow it; `index` is its own. */
  owes?(index: number): readonly Owed[];
}

/** Where an entry stands. It is in a tree that a quorum of the witnesses has cosigned. */
export interface Appended {
  readonly index: number;
  /** Size of that published tree, larger than `index`. */
  readonly size: number;
}

export interface LogWriterParts {
  readonly store: LogStore;
  readonly tree: LogTree;
  readonly sealer: LogSealer;
  readonly log: HubLog;
}

interface Waiting {
  readonly subject: string;
  readonly make: () => Promise<NewEntry>;
  readonly done: (index: number) => void;
  readonly failed: (error: unknown) => void;
}

const MAX_BATCH = 256;
const RETRY_MS = 50;

/**
 * Puts entries into the log, many at once: those that wait while a batch is written make the next one. One subject has one
 * entry, so that asking again after a failure, a restart or another hub's append is answered with the entry that stands.
 */
export class LogWriter {
  readonly #parts: LogWriterParts;
  #waiting: Waiting[] = [];
  #working: Promise<void> | undefined;
  #closed = false;
  /** The head may have moved without us. */
  #unsure = true;
  #retry: { timer: NodeJS.Timeout; go: () => void } | undefined;

  constructor(parts: LogWriterParts) {
    this.#parts = parts;
  }

  /**
   * The subject's entry, made when there is none yet. Resolves once it stands in a published, cosigned tree, however long the
   * database or the witnesses take; rejects when `make` does, or when the writer closes first.
   */
  async ensure(subject: string, make: () => Promise<NewEntry>): Promise<Appended> {
    const index = await this.commit(subject, make);
    return { index, size: await this.#parts.sealer.published(index) };
  }

  /** The same, but resolves with its index when it is in the database: for entries that others point at. */
  commit(subject: string, make: () => Promise<NewEntry>): Promise<number> {
    return new Promise((done, failed) => {
      if (this.#closed) return failed(new Error('the log is closed'));
      this.#waiting.push({ subject, make, done, failed });
      this.#run();
    });
  }

  /** What is put in the queue while the last batch ends is seen by the next run. */
  #run(): void {
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined;
      if (this.#waiting.length > 0) this.#run();
    });
  }

  /** What waits is rejected; a batch under way is finished. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry?.timer);
    this.#retry?.go();
    await this.#working;
  }

  async #work(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, MAX_BATCH);
      while (!this.#closed && !(await this.#written(batch))) await this.#pause();
      if (this.#closed) for (const { failed } of batch) failed(new Error('the log is closed'));
    }
  }

  /** False when it must be tried again. An append whose answer was lost may stand: its subjects tell. */
  async #written(batch: readonly Waiting[]): Promise<boolean> {
    const { store, tree, sealer, log } = this.#parts;
    try {
      const { state } = sealer;
      if (state.kind === 'refused') throw new LogError('leaves', state.sentence);
      if (this.#unsure) await sealer.catchUp();
      this.#unsure = false;
      const standing = await store.bySubject(batch.map(({ subject }) => subject));
      const known = new Map(standing.map((row) => [row.subject, row.index]));
      const rows = await this.#rowsOf(batch, known);
      const { frontier } = tree.headWith(rows.map((row) => row.leafHash));
      this.#unsure = rows.length > 0;
      if (this.#unsure && (await store.append(tree.size, rows, frontier)) === 'moved') return false;
      this.#unsure = false;
      sealer.appended(rows);
      for (const { subject, done } of batch) done(known.get(subject) ?? -1);
      return true;
    } catch (err) {
      log.error({ err }, 'entries of the public log were not written');
      if (err instanceof StoreError && err.code !== 'rejected') return false;
      for (const { failed } of batch) failed(err);
      return true;
    }
  }

  /** Rows for the subjects that are not known yet; `known` gets their indices. An entry that cannot be made fails alone. */
  async #rowsOf(batch: readonly Waiting[], known: Map<string | null, number>): Promise<NewLogRow[]> {
    const fresh = new Map(
      batch.filter(({ subject }) => !known.has(subject)).map((one) => [one.subject, one]),
    );
    const made = await Promise.allSettled([...fresh.values()].map(({ make }) => make()));
    const rows: NewLogRow[] = [];
    for (const [n, { subject }] of [...fresh.values()].entries()) {
      const entry = made[n] as PromiseSettledResult<NewEntry>;
      if (entry.status === 'rejected') {
        for (const one of batch) if (one.subject === subject) one.failed(entry.reason);
        continue;
      }
      const row = rowOf(this.#parts.tree.size + rows.length, subject, entry.value);
      rows.push(row);
      known.set(subject, row.index);
    }
    return rows;
  }

  #pause(): Promise<void> {
    return new Promise((go) => {
      this.#retry = { timer: setTimeout(go, RETRY_MS), go };
    });
  }
}

function rowOf(index: number, subject: string, entry: NewEntry): NewLogRow {
  const leaf = leafBytes(entry.leaf);
  const row: LogRow = {
    index,
    leaf,
    leafHash: leafHash(leaf),
    kind: entry.leaf.kind,
    subject,
    record: entry.record,
  };
  return { ...row, owes: entry.owes?.(index) ?? [] };
}
