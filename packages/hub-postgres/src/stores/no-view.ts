import type { NewNoViewCase, NoViewCase, NoViewStore } from '@porchlight/hub-core';
import { type Selectable, sql } from 'kysely';
import { atomically, type Database, only } from '../database.ts';
import type { NoViewCaseTable } from '../schema/no-view-tables.ts';
import { noViewAsks } from './no-view-asks.ts';

export function noViewStore(db: Database): NoViewStore {
  return { ...cases(db), ...acts(db), ...noViewAsks(db), ...erasing(db) };
}

function cases(db: Database): Pick<NoViewStore, 'create' | 'get' | 'list' | 'waiting' | 'totals'> {
  return {
    async create(newCase) {
      await db.insertInto('no_view_case').values(rowOf(newCase)).execute();
    },
    async get(caseNumber) {
      const row = await db
        .selectFrom('no_view_case')
        .selectAll()
        .where('case_number', '=', caseNumber)
        .executeTakeFirst();
      return row && caseOf(row);
    },
    async list(now, limit) {
      const rows = await db
        .selectFrom('no_view_case')
        .selectAll()
        .orderBy(sql`(sent_on_at is null and ended_at is null and over_at > ${now}::bigint)`, 'desc')
        .orderBy('received_at', 'desc')
        .orderBy('case_number')
        .limit(limit)
        .execute();
      return rows.map(caseOf);
    },
    async waiting(now) {
      const { rows } = await sql<{ n: number }>`
        select count(*)::int as n from no_view_case
        where sent_on_at is null and ended_at is null and over_at > ${now}::bigint`.execute(db);
      return only(rows).n;
    },
    async totals(now) {
      const { rows } = await sql<{ received: number; sentOn: number; ended: number }>`
        with erased as (select coalesce(sum(received), 0) as received, coalesce(sum(sent_on), 0) as sent_on from no_view_erased)
        select (max(e.received) + count(c.case_number))::int as received,
          (max(e.sent_on) + count(c.sent_on_at))::int as "sentOn",
          (max(e.received) + count(c.case_number) filter (where c.over_at <= ${now}::bigint))::int as ended
        from erased e left join no_view_case c on true`.execute(db);
      return only(rows);
    },
  };
}

function acts(db: Database): Pick<NoViewStore, 'sendOn' | 'end' | 'takeUntold'> {
  return {
    async sendOn(caseNumber, { at, overAt, position, radiusM }) {
      const row = await db
        .updateTable('no_view_case')
        .set({
          sent_on_at: at,
          over_at: overAt,
          lat: position.lat,
          lon: position.lon,
          radius_m: radiusM,
        })
        .where('case_number', '=', caseNumber)
        .where('sent_on_at', 'is', null)
        .where('ended_at', 'is', null)
        .where('over_at', '>', at)
        .returning('case_number')
        .executeTakeFirst();
      return row !== undefined;
    },
    async end(caseNumber, { as, at, reason }) {
      const row = await db
        .updateTable('no_view_case')
        .set({ ended_as: as, ended_at: at, over_at: at, reason })
        .where('case_number', '=', caseNumber)
        .where('ended_at', 'is', null)
        .where('over_at', '>', at)
        .$if(as === 'refused', (query) => query.where('sent_on_at', 'is', null))
        .$if(as === 'closed', (query) => query.where('sent_on_at', 'is not', null))
        .returning('case_number')
        .executeTakeFirst();
      return row !== undefined;
    },
    async takeUntold(now, limit) {
      const { rows } = await sql<{ case_number: NoViewCase['caseNumber'] }>`
        update no_view_case set told = true where case_number in (
          select case_number from no_view_case where over_at <= ${now}::bigint and not told and email <> ''
          order by over_at, case_number limit ${limit}::int for update skip locked)
        returning case_number`.execute(db);
      return rows.map((row) => row.case_number);
    },
  };
}

/** What goes with the end of a case: everything that says who, where and what. */
const FORGOTTEN = sql`place = '', lat = null, lon = null, parts = '[]', words = '', email = '', reason = '', forgotten = true`;

function erasing(db: Database): Pick<NoViewStore, 'forget' | 'forgetOne' | 'erase'> {
  const forget = (which: ReturnType<typeof sql>) =>
    atomically(db, async (tx) => {
      await sql`delete from no_view_ask a using no_view_case c where c.case_number = a.case_number and ${which}`.execute(
        tx,
      );
      await sql`update no_view_case c set ${FORGOTTEN} where ${which}`.execute(tx);
    });
  return {
    forget: (overBy) => forget(sql`c.over_at <= ${overBy}::bigint and not c.forgotten`),
    forgetOne: (caseNumber) => forget(sql`c.case_number = ${caseNumber}`),
    async erase(overBy) {
      await sql`
        with gone as (delete from no_view_case where over_at <= ${overBy}::bigint returning sent_on_at)
        insert into no_view_erased (received, sent_on) select count(*), count(sent_on_at) from gone having count(*) > 0
        on conflict (one) do update set received = no_view_erased.received + excluded.received,
          sent_on = no_view_erased.sent_on + excluded.sent_on`.execute(db);
    },
  };
}

function rowOf(newCase: NewNoViewCase) {
  const { position } = newCase;
  return {
    case_number: newCase.caseNumber,
    secret_hash: newCase.secretHash,
    place: newCase.place,
    lat: position?.lat ?? null,
    lon: position?.lon ?? null,
    parts: JSON.stringify(newCase.parts),
    words: newCase.words,
    email: newCase.email,
    received_at: newCase.receivedAt,
    over_at: newCase.overAt,
  };
}

function caseOf(row: Selectable<NoViewCaseTable>): NoViewCase {
  const { lat, lon } = row;
  return {
    caseNumber: row.case_number as NoViewCase['caseNumber'],
    secretHash: row.secret_hash,
    place: row.place,
    position: lat === null || lon === null ? null : { lat, lon },
    parts: row.parts,
    words: row.words,
    email: row.email,
    receivedAt: row.received_at,
    overAt: row.over_at,
    sentOnAt: row.sent_on_at,
    radiusM: row.radius_m,
    endedAs: row.ended_as,
    endedAt: row.ended_at,
    reason: row.reason,
  };
}
