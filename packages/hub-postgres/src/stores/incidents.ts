import type { AcceptIncident, IncidentStore, NewIncident, StoredIncident } from '@porchlight/hub-core';
import { type Selectable, sql } from 'kysely';
import { atomically, type Database } from '../database.ts';
import type { IncidentStatementTable } from '../schema/tables.ts';

type Row = Omit<Selectable<IncidentStatementTable>, 'incident_id' | 'seq'> & { first_received_at: number };

const selectStatements = (db: Database) =>
  db
    .selectFrom('incident_statement as s')
    .innerJoin('incident as i', 'i.incident_id', 's.incident_id')
    .select([
      's.statement',
      's.hash',
      's.envelope',
      's.within_boundary',
      's.received_at',
      'i.first_received_at',
    ]);

export function incidentStore(db: Database): IncidentStore {
  const newestOf = () => selectStatements(db).whereRef('s.seq', '=', 'i.seq');
  return {
    accept: (incident) => atomically(db, (tx) => accept(tx, incident)),
    async newest(incidentId) {
      const row = await newestOf().where('i.incident_id', '=', incidentId).executeTakeFirst();
      return row && fromRow(row);
    },
    async byHash(hash) {
      const row = await selectStatements(db).where('s.hash', '=', hash).executeTakeFirst();
      return row && fromRow(row);
    },
    async queue(closedSince, limit) {
      const rows = await newestOf()
        .where((where) =>
          where.or([where('i.status', '=', 'open'), where('i.received_at', '>=', closedSince)]),
        )
        .orderBy(sql`i.status = 'open'`, 'desc')
        .orderBy('i.reported_at', 'desc')
        .orderBy('i.incident_id')
        .limit(limit)
        .execute();
      return rows.map(fromRow);
    },
    async history(incidentId) {
      const rows = await selectStatements(db)
        .where('s.incident_id', '=', incidentId)
        .orderBy('s.seq')
        .execute();
      return rows.map(fromRow);
    },
  };
}

async function accept(tx: Database, incident: NewIncident): Promise<AcceptIncident> {
  const { statement, hash, envelope, withinBoundary, receivedAt } = incident;
  const { incidentId, seq } = statement;
  const pointer = {
    seq,
    status: statement.status,
    reported_at: statement.reportedAt,
    received_at: receivedAt,
  };
  // The pointer row is made first and locked: racing statements of one incident queue up here.
  const fresh = await tx
    .insertInto('incident')
    .values({ incident_id: incidentId, ...pointer, first_received_at: receivedAt })
    .onConflict((conflict) => conflict.doNothing())
    .returning('incident_id')
    .executeTakeFirst();
  const standing = await tx
    .selectFrom('incident')
    .select('seq')
    .where('incident_id', '=', incidentId)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const written = await tx
    .insertInto('incident_statement')
    .values({
      incident_id: incidentId,
      seq,
      hash,
      statement: JSON.stringify(statement),
      envelope: JSON.stringify(envelope),
      within_boundary: withinBoundary,
      received_at: receivedAt,
    })
    .onConflict((conflict) => conflict.columns(['incident_id', 'seq']).doNothing())
    .returning('hash')
    .executeTakeFirst();
  const newer = written !== undefined && (fresh !== undefined || seq > standing.seq);
  if (newer) await tx.updateTable('incident').set(pointer).where('incident_id', '=', incidentId).execute();
  const newest = await selectStatements(tx)
    .whereRef('s.seq', '=', 'i.seq')
    .where('i.incident_id', '=', incidentId)
    .executeTakeFirstOrThrow();
  if (newer) return { kind: 'new', newest: fromRow(newest) };
  if (written !== undefined) return { kind: 'older', newest: fromRow(newest) };
  const known = await tx
    .selectFrom('incident_statement')
    .select('hash')
    .where('hash', '=', hash)
    .executeTakeFirst();
  return { kind: known === undefined ? 'conflict' : 'same', newest: fromRow(newest) };
}

function fromRow(row: Row): StoredIncident {
  return {
    statement: row.statement,
    hash: row.hash,
    envelope: row.envelope,
    withinBoundary: row.within_boundary,
    firstReceivedAt: row.first_received_at,
    receivedAt: row.received_at,
  };
}
