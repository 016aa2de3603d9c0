import type { LogHead, LogRow, LogStore, NewLogRow } from '@porchlight/hub-core';
import type { Selectable } from 'kysely';
import { type Database, unlessTaken } from '../database.ts';
import type { LogLeafTable } from '../schema/tables.ts';

const HASH_BYTES = 32;
const COLUMNS = ['index', 'leaf', 'leaf_hash', 'kind', 'subject', 'record'] as const;

export function logStore(db: Database): LogStore {
  const leaves = () => db.selectFrom('log_leaf').select(COLUMNS);
  const range = (from: number, to: number) =>
    db.selectFrom('log_leaf').where('index', '>=', from).where('index', '<', to).orderBy('index');
  return {
    head: () => head(db),
    append: (from, rows, frontier) => append(db, from, rows, frontier),
    async erase(indices) {
      if (indices.length === 0) return;
      await db.updateTable('log_leaf').set({ record: null }).where('index', 'in', indices).execute();
    },
    async bySubject(subjects) {
      if (subjects.length === 0) return [];
      return (await leaves().where('subject', 'in', subjects).execute()).map(fromRow);
    },
    async rows(from, to) {
      return (await range(from, to).select(COLUMNS).execute()).map(fromRow);
    },
    async leafHashes(from, to) {
      return (await range(from, to).select('leaf_hash').execute()).map((row) => bytes(row.leaf_hash));
    },
    async owed(what, day, limit) {
      const rows = await db
        .selectFrom('log_owed as o')
        .innerJoin('log_leaf as l', 'l.index', 'o.index')
        .select(['o.subject as owed', ...COLUMNS.map((name) => `l.${name}` as const)])
        .where('o.what', '=', what)
        .where((where) => where.or([where('o.day', 'is', null), where('o.day', '<=', day)]))
        .orderBy('o.index')
        .limit(limit)
        .execute();
      return rows.map((row) => ({ subject: row.owed, row: fromRow(row) }));
    },
  };
}

async function head(db: Database): Promise<LogHead> {
  const row = await db.selectFrom('log_head').select(['size', 'frontier']).executeTakeFirstOrThrow();
  return { size: row.size, frontier: split(row.frontier) };
}

async function append(
  db: Database,
  from: number,
  rows: readonly NewLogRow[],
  frontier: readonly Uint8Array[],
): Promise<'done' | 'moved'> {
  if (rows.some((row, i) => row.index !== from + i)) throw new RangeError('rows out of order');
  const appended = await unlessTaken(db, async (tx) => {
    const moved = await tx
      .updateTable('log_head')
      .set({ size: from + rows.length, frontier: Buffer.concat(frontier) })
      .where('size', '=', from)
      .returning('size')
      .executeTakeFirst();
    if (moved === undefined) return 'moved';
    await insert(tx, rows);
    return 'done';
  });
  return appended === 'taken' ? 'moved' : appended;
}

async function insert(tx: Database, rows: readonly NewLogRow[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.insertInto('log_leaf').values(rows.map(toRow)).execute();
  const owed = rows.flatMap(({ index, owes }) => owes.map((each) => ({ ...each, index })));
  if (owed.length > 0) await tx.insertInto('log_owed').values(owed).execute();
  const subjects = rows.flatMap(({ subject }) => (subject === null ? [] : [subject]));
  if (subjects.length > 0) await tx.deleteFrom('log_owed').where('subject', 'in', subjects).execute();
}

function toRow(row: NewLogRow) {
  return {
    index: row.index,
    leaf: Buffer.from(row.leaf),
    leaf_hash: Buffer.from(row.leafHash),
    kind: row.kind,
    subject: row.subject,
    record: row.record && JSON.stringify(row.record),
  };
}

function fromRow(row: Selectable<LogLeafTable>): LogRow {
  return {
    index: row.index,
    leaf: bytes(row.leaf),
    leafHash: bytes(row.leaf_hash),
    kind: row.kind,
    subject: row.subject,
    record: row.record,
  };
}

/** A copy without the pool of small Buffers behind it. */
function bytes(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer);
}

function split(frontier: Buffer): Uint8Array[] {
  const hashes: Uint8Array[] = [];
  for (let at = 0; at < frontier.length; at += HASH_BYTES)
    hashes.push(bytes(frontier.subarray(at, at + HASH_BYTES)));
  return hashes;
}
