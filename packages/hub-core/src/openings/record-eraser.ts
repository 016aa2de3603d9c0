import type { EpochMs, RequestId } from '@porchlight/domain';
import { DISCLOSE_AFTER_DAYS, erasureLeaf, readLeaf } from '@porchlight/statements/leaf';
import type { LeafWriter } from '../leaves/leaf-writer.ts';
import type { HubStore } from '../store/hub-store.ts';
import type { LogRow } from '../store/log-store.ts';
import { sealedUpTo } from './openings-sealer.ts';

export interface RecordEraserParts {
  readonly store: HubStore;
  /** The time for what cannot be undone. */
  readonly vouchedTime: () => Promise<EpochMs>;
  readonly leaves: LeafWriter;
  /** Whole days after the day of a request; more than those until its disclosure. */
  readonly keepDays: number;
  /** False: nobody outside could open anything afterwards, so nothing is erased. */
  readonly hasAuditor: () => boolean;
}

/** Days after the day of a request for which the hub keeps what opens it. */
export const KEEP_DAYS = 90;
const BATCH = 200;
const DAY_MS = 86_400_000;

/**
 * Deletes what the hub keeps of requests that are old enough: the record keys, and the looks themselves. All alike and in
 * the order of the log, so that an erasure tells nothing; whoever it was sealed to can still open it.
 */
export class RecordEraser {
  readonly #parts: RecordEraserParts;

  constructor(parts: RecordEraserParts) {
    if (parts.keepDays <= DISCLOSE_AFTER_DAYS)
      throw new RangeError(`records are kept for more than ${DISCLOSE_AFTER_DAYS} days`);
    this.#parts = parts;
  }

  /** Goes on where it stopped, up to the first request that is not old enough or whose disclosure is still to come. */
  async round(): Promise<void> {
    const { store, hasAuditor, vouchedTime } = this.#parts;
    if (!hasAuditor()) return;
    const now = await vouchedTime();
    const owed = await this.#firstOwed();
    const end = Math.min(await sealedUpTo(store), owed);
    for (let from = Number((await store.settings.get('erased-up-to')) ?? 0); from < end; ) {
      const rows = await store.log.rows(from, Math.min(from + BATCH, end));
      for (const row of rows) {
        if (this.#isYoung(row, now)) return;
        await this.#erase(row);
        from = row.index + 1;
        await store.settings.set('erased-up-to', String(from));
      }
      if (rows.length === 0) return;
    }
  }

  /** The first entry that an outcome or a disclosure must still follow. */
  async #firstOwed(): Promise<number> {
    const { log } = this.#parts.store;
    const first = await Promise.all(
      (['outcome', 'disclosure'] as const).map(async (what) => (await log.owed(what, '9999-12-31', 1))[0]),
    );
    return Math.min(...first.map((each) => each?.row.index ?? Number.POSITIVE_INFINITY));
  }

  #isYoung({ leaf }: LogRow, now: EpochMs): boolean {
    const read = readLeaf(leaf);
    if (read?.kind !== 'request') return false;
    const day = Date.parse(read.discloseBy) - DISCLOSE_AFTER_DAYS * DAY_MS;
    return now < day + (1 + this.#parts.keepDays) * DAY_MS;
  }

  /** The entry first: a hub killed in between erases when it is back. */
  async #erase({ index, kind, record, subject, leaf }: LogRow): Promise<void> {
    if (record === null || (kind !== 'request' && kind !== 'outcome' && kind !== 'denial')) return;
    const programme = readLeaf(leaf)?.programme;
    if (programme === undefined) return;
    await this.#parts.leaves.plain(`erasure:${index}`, async () => erasureLeaf(programme, index));
    const requestId = subject?.split(':')[1] as RequestId | undefined;
    await this.#parts.store.transaction(async (stores) => {
      await stores.log.erase([index]);
      if (requestId !== undefined && kind !== 'request') await stores.looks.forget(requestId);
    });
  }
}
