import {
  LOG_ON_FAILURES,
  LOG_ON_LOCK_MS,
  LOG_ON_WINDOW_MS,
  type SessionStore,
  type StoredSession,
} from '@porchlight/hub-core';
import { type Selectable, sql } from 'kysely';
import { type Database, only } from '../database.ts';
import type { SessionTable } from '../schema/tables.ts';

export function sessionStore(db: Database): SessionStore {
  return {
    ...sessions(db),
    ...challenges(db),
    ...failures(db),
    async sweep(now) {
      await db.deleteFrom('session').where('expires_at', '<=', now).execute();
      await db.deleteFrom('challenge').where('expires_at', '<=', now).execute();
      await db
        .deleteFrom('log_on_failure')
        .where('last_at', '<', now - LOG_ON_WINDOW_MS)
        .where((where) => where.or([where('locked_until', 'is', null), where('locked_until', '<=', now)]))
        .execute();
    },
  };
}

function sessions(db: Database): Pick<SessionStore, 'open' | 'find' | 'touch' | 'close' | 'closeAll'> {
  return {
    async open(session) {
      await db
        .insertInto('session')
        .values({
          token_hash: session.tokenHash,
          area: session.area,
          subject_id: session.subjectId,
          key_id: session.keyId,
          created_at: session.createdAt,
          seen_at: session.seenAt,
          expires_at: session.expiresAt,
        })
        .execute();
    },
    async find(tokenHash, now) {
      const row = await db
        .selectFrom('session')
        .selectAll()
        .where('token_hash', '=', tokenHash)
        .where('expires_at', '>', now)
        .executeTakeFirst();
      return row && fromRow(row);
    },
    async touch(tokenHash, at) {
      await db
        .updateTable('session')
        .set({ seen_at: at })
        .where('token_hash', '=', tokenHash)
        .where('seen_at', '<', at)
        .execute();
    },
    async close(tokenHash) {
      await db.deleteFrom('session').where('token_hash', '=', tokenHash).execute();
    },
    async closeAll(area, subjectId) {
      const rows = await db
        .deleteFrom('session')
        .where('area', '=', area)
        .where('subject_id', '=', subjectId)
        .returning('token_hash')
        .execute();
      return rows.map((row) => row.token_hash);
    },
  };
}

function challenges(db: Database): Pick<SessionStore, 'putChallenge' | 'useChallenge'> {
  return {
    async putChallenge(challenge) {
      await db
        .insertInto('challenge')
        .values({
          challenge: challenge.challenge,
          area: challenge.area,
          purpose: challenge.purpose,
          notice_accepted: challenge.noticeAccepted,
          subject: challenge.subject,
          expires_at: challenge.expiresAt,
        })
        .execute();
    },
    async useChallenge(challenge, area, purpose, now) {
      const row = await db
        .deleteFrom('challenge')
        .where('challenge', '=', challenge)
        .where('area', '=', area)
        .where('purpose', '=', purpose)
        .where('expires_at', '>', now)
        .returningAll()
        .executeTakeFirst();
      return (
        row && {
          challenge: row.challenge,
          area: row.area,
          purpose: row.purpose,
          noticeAccepted: row.notice_accepted,
          subject: row.subject,
          expiresAt: row.expires_at,
        }
      );
    },
  };
}

function failures(db: Database): Pick<SessionStore, 'recordFailure' | 'lockedUntil' | 'clearFailures'> {
  return {
    async recordFailure(subject, at) {
      const { rows } = await sql<{ locked_until: number | null }>`
        insert into log_on_failure as f (subject, failures, last_at, locked_until) values (${subject}, 1, ${at}, null)
        on conflict (subject) do update set (failures, last_at, locked_until) = (
          select n, ${at}::bigint, case
            when f.locked_until > ${at}::bigint then f.locked_until
            when n >= ${LOG_ON_FAILURES}::int then ${at}::bigint + ${LOG_ON_LOCK_MS}::bigint end
          from (select case
            when f.locked_until <= ${at}::bigint or f.last_at < ${at}::bigint - ${LOG_ON_WINDOW_MS}::bigint then 1
            else f.failures + 1 end as n) counted)
        returning locked_until`.execute(db);
      return only(rows).locked_until;
    },
    async lockedUntil(subject, now) {
      const row = await db
        .selectFrom('log_on_failure')
        .select('locked_until')
        .where('subject', '=', subject)
        .where('locked_until', '>', now)
        .executeTakeFirst();
      return row?.locked_until ?? null;
    },
    async clearFailures(subject) {
      await db.deleteFrom('log_on_failure').where('subject', '=', subject).execute();
    },
  };
}

function fromRow(row: Selectable<SessionTable>): StoredSession {
  return {
    tokenHash: row.token_hash,
    area: row.area,
    subjectId: row.subject_id,
    keyId: row.key_id,
    createdAt: row.created_at,
    seenAt: row.seen_at,
    expiresAt: row.expires_at,
  };
}
