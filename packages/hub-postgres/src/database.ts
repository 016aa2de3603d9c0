import { type Kysely, sql, type Transaction } from 'kysely';
import type { HubTables } from './schema/tables.ts';

/** The pool, or the transaction a use case runs in. */
export type Database = Kysely<HubTables> | Transaction<HubTables>;

/** Runs `work` in a transaction: the one that is open, else one of its own. */
export async function atomically<T>(db: Database, work: (db: Database) => Promise<T>): Promise<T> {
  return db.isTransaction ? work(db) : db.transaction().execute(work);
}

const UNIQUE_VIOLATION = '23505';

/**
 * Runs `work` so that a row some key of which is taken undoes all of it and answers `taken`; an outer transaction goes on.
 */
export async function unlessTaken<T>(db: Database, work: (db: Database) => Promise<T>): Promise<T | 'taken'> {
  try {
    if (!db.isTransaction) return await db.transaction().execute(work);
    await sql`savepoint unless_taken`.execute(db);
    const done = await work(db);
    await sql`release savepoint unless_taken`.execute(db);
    return done;
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    if (db.isTransaction) await sql`rollback to savepoint unless_taken`.execute(db);
    return 'taken';
  }
}

function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === UNIQUE_VIOLATION;
}

/** One row of a query that always answers one; anything else is a bug. */
export function only<T>(rows: readonly T[]): T {
  const [row] = rows;
  if (row === undefined) throw new Error('a query that always answers a row answered none');
  return row;
}
