import { join } from 'node:path';
import { type Envelope, envelopeSchema } from '@porchlight/statements';
import * as z from 'zod';
import type { CallRecord } from './call-record.ts';
import { IntakeError } from './intake-error.ts';
import { openJournal, readJournal } from './journal.ts';

/** A statement on its way to the hub. */
export interface Pending {
  readonly n: number;
  readonly envelope: Envelope;
}

/** The calls that are known and the statements the hub has not answered, on the disk. */
export interface Outbox {
  record(key: string): CallRecord | undefined;
  /** Every statement that the hub has not answered, in order. */
  pending(): readonly Pending[];
  /** Keeps a call and, when there is one, the statement to send. On the disk when it resolves. Rejects when the disk fails. */
  keep(key: string, record: CallRecord, envelope: Envelope | null): Promise<Pending | null>;
  /** The hub has answered; may be forgotten by a crash, then it is sent again. */
  settle(n: number): void;
  close(): Promise<void>;
}

const recordSchema = z.object({
  incidentId: z.string(),
  update: z.number(),
  status: z.enum(['open', 'closed']),
  nature: z.string(),
  class: z.string().nullable(),
  seq: z.int(),
  attested: z.enum(['open', 'closed']).nullable(),
  position: z.object({ lat: z.number(), lon: z.number() }).nullable(),
  place: z.string(),
  reportedAt: z.number(),
  takenAt: z.number(),
});
const lineSchema = z.discriminatedUnion('t', [
  z.object({
    t: z.literal('call'),
    key: z.string(),
    // Written by this file alone, so class and incident id are what they were.
    record: recordSchema.transform((record) => record as CallRecord),
    n: z.int().optional(),
    envelope: envelopeSchema.optional(),
  }),
  z.object({ t: z.literal('settled'), n: z.int() }),
]);

/** Calls that said nothing for so long are forgotten when the file is rewritten: the gate opens nothing for them any more. */
const KEEP_CALLS_MS = 7 * 24 * 3600 * 1000;
/** Lines after which the file is rewritten. */
const REWRITE_AFTER = 50_000;

interface Contents {
  readonly records: Map<string, CallRecord>;
  readonly pending: Map<number, Pending & { readonly key: string; readonly record: CallRecord }>;
  next: number;
}

/** Opens (or makes) `outbox.jsonl` in the folder. Throws {@link IntakeError} `state-torn` when it is damaged. */
export async function openOutbox(dir: string, now: () => number): Promise<Outbox> {
  const path = join(dir, 'outbox.jsonl');
  const contents = await load(path);
  const journal = await openJournal(path, linesOf(contents, now()));
  const call = (key: string, record: CallRecord, pending?: Pending): string =>
    JSON.stringify({ t: 'call', key, record, ...pending });
  return {
    record: (key) => contents.records.get(key),
    pending: () => [...contents.pending.values()].map(({ n, envelope }) => ({ n, envelope })),
    async keep(key, record, envelope) {
      const pending = envelope && { n: contents.next++, envelope };
      await journal.add(call(key, record, pending ?? undefined), () => {
        contents.records.set(key, record);
        if (pending) contents.pending.set(pending.n, { ...pending, key, record });
      });
      if (journal.added > REWRITE_AFTER) void journal.rewrite(() => linesOf(contents, now()));
      return pending;
    },
    settle(n) {
      contents.pending.delete(n);
      // Not written, it is sent again after a restart, and the hub knows it.
      journal.add(JSON.stringify({ t: 'settled', n })).catch(() => undefined);
    },
    close: () => journal.close(),
  };
}

async function load(path: string): Promise<Contents> {
  const contents: Contents = { records: new Map(), pending: new Map(), next: 1 };
  for (const [i, row] of (await readJournal(path)).entries()) {
    const line = lineSchema.safeParse(json(row));
    if (!line.success)
      throw new IntakeError('state-torn', `${path} is damaged at line ${i + 1}; restore it or move it away.`);
    if (line.data.t === 'settled') contents.pending.delete(line.data.n);
    else {
      const { key, record, n, envelope } = line.data;
      contents.records.set(key, record);
      if (n !== undefined && envelope) contents.pending.set(n, { n, envelope, key, record });
      contents.next = Math.max(contents.next, (n ?? 0) + 1);
    }
  }
  return contents;
}

/** All that still matters; the newest record of a call comes last. */
function linesOf({ records, pending }: Contents, now: number): string[] {
  const waiting = [...pending.values()];
  const busy = new Set(waiting.map(({ key }) => key));
  for (const [key, record] of records)
    if (record.takenAt < now - KEEP_CALLS_MS && !busy.has(key)) records.delete(key);
  return [
    ...waiting.map(({ n, envelope, key, record }) => ({ t: 'call', key, record, n, envelope })),
    ...[...records].map(([key, record]) => ({ t: 'call', key, record })),
  ].map((line) => JSON.stringify(line));
}

function json(row: string): unknown {
  try {
    return JSON.parse(row);
  } catch {
    return undefined;
  }
}
