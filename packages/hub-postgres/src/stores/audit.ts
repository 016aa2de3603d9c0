import type { AuditStore } from '@porchlight/hub-core';
import { sql } from 'kysely';
import type { Database } from '../database.ts';

const MAX_PAGE = 1000;

export function auditStore(db: Database): AuditStore {
  return {
    async append(row) {
      const { at, actor, act, subject, detail } = row;
      const written = await db
        .insertInto('audit')
        .values({ at, actor, act, subject, detail })
        .returning('seq')
        .executeTakeFirstOrThrow();
      return written.seq;
    },
    async page(before, limit, without) {
      const size = Math.max(1, Math.min(MAX_PAGE, limit));
      const found = await db
        .selectFrom('audit')
        .selectAll()
        .$if(before !== null, (query) => query.where('seq', '<', before))
        .$if(without !== undefined, (query) => query.where(sql`starts_with(act, ${without})`, '=', false))
        .orderBy('seq', 'desc')
        .limit(size + 1)
        .execute();
      const rows = found.slice(0, size);
      return { rows, next: found.length > size ? (rows.at(-1)?.seq ?? null) : null };
    },
  };
}
