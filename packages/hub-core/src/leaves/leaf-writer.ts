import { type Envelope, readStatement, type StatementKind, toBase64Url } from '@porchlight/statements';
import type { Leaf, RecordKey } from '@porchlight/statements/leaf';
import type { LogWriter, NewEntry } from '../log/log-writer.ts';
import type { Random } from '../ports.ts';
import type { LogRecord, LogRow, LogStore } from '../store/log-store.ts';

/** A leaf that stands in the log, with what opens it. */
export interface StandingLeaf {
  readonly index: number;
  readonly bytes: Uint8Array;
  /** Null when it needs none, or was erased. */
  readonly record: LogRecord | null;
}

export interface LeafWriterParts {
  readonly store: LogStore;
  readonly writer: LogWriter;
  readonly random: Random;
}

/** What is made for an entry: its leaf, and what opens it. */
export interface MadeLeaf {
  readonly leaf: Leaf;
  readonly disclosures?: readonly string[];
  owes?: NewEntry['owes'];
}

/** Puts leaves into the log, each subject once, and gives them back as they stand there. */
export class LeafWriter {
  readonly #parts: LeafWriterParts;

  constructor(parts: LeafWriterParts) {
    this.#parts = parts;
  }

  /** A public paper, which nothing needs to open. Resolves with its index when it is in the database. */
  plain(subject: string, make: () => Promise<Leaf>): Promise<number> {
    return this.#parts.writer.commit(subject, async () => ({ leaf: await make(), record: null }));
  }

  /** A leaf with private values, made with a fresh record key. Resolves when it is in the database. */
  async sealed(subject: string, make: (key: RecordKey) => Promise<MadeLeaf>): Promise<StandingLeaf> {
    await this.#parts.writer.commit(subject, () => this.#entry(make));
    return this.#standing(subject);
  }

  /** The same, but resolves when it stands in a published tree that the witnesses have cosigned. */
  async published(subject: string, make: (key: RecordKey) => Promise<MadeLeaf>): Promise<StandingLeaf> {
    await this.#parts.writer.ensure(subject, () => this.#entry(make));
    return this.#standing(subject);
  }

  /** Undefined when there is no entry of that subject. */
  async find(subject: string): Promise<StandingLeaf | undefined> {
    const [row] = await this.#parts.store.bySubject([subject]);
    return row && standing(row);
  }

  /** Those that stand, by subject. */
  async findAll(subjects: readonly string[]): Promise<ReadonlyMap<string, StandingLeaf>> {
    const rows = await this.#parts.store.bySubject(subjects);
    return new Map(rows.map((row) => [row.subject ?? '', standing(row)]));
  }

  async #standing(subject: string): Promise<StandingLeaf> {
    const found = await this.find(subject);
    if (found === undefined) throw new Error(`no entry stands for ${subject}`);
    return found;
  }

  async #entry(make: (key: RecordKey) => Promise<MadeLeaf>): Promise<NewEntry> {
    const key = this.#parts.random.bytes(32);
    const { leaf, disclosures = [], owes } = await make(key);
    const record = { recordKey: toBase64Url(key), disclosures };
    return { leaf, record, ...(owes && { owes }) };
  }
}

export function standing({ index, leaf, record }: LogRow): StandingLeaf {
  return { index, bytes: leaf, record };
}

/** A statement of this hub's own store; it was verified when it was taken. */
export async function readStored<K extends StatementKind>(kind: K, envelope: Envelope) {
  const read = await readStatement(kind, envelope);
  if (read.kind === 'refused') throw new Error(`a stored ${kind} cannot be read: ${read.detail}`);
  return read.value;
}
