import type { StoredStatement, TrustKind, TrustStore } from '@porchlight/hub-core';
import type { Envelope } from '@porchlight/statements';
import type { Database } from '../database.ts';

const COLUMNS = ['version', 'hash', 'envelope', 'stored_at'] as const;

export function trustStore(db: Database): TrustStore {
  const select = (kind: TrustKind) =>
    db.selectFrom('trust_statement').select(COLUMNS).where('kind', '=', kind);
  return {
    async put(kind, { version, hash, envelope }, at) {
      const written = await db
        .insertInto('trust_statement')
        .values({ kind, version, hash, envelope: JSON.stringify(envelope), stored_at: at })
        .onConflict((conflict) => conflict.doNothing())
        .returning('hash')
        .executeTakeFirst();
      if (written !== undefined) return { kind: 'stored' };
      const standing = await select(kind).where('version', '=', version).executeTakeFirstOrThrow();
      return standing.hash === hash ? { kind: 'known' } : { kind: 'fork', hash: standing.hash };
    },
    async newest(kind) {
      const row = await select(kind).orderBy('version', 'desc').limit(1).executeTakeFirst();
      return row && fromRow(row);
    },
    async all(kind) {
      return (await select(kind).orderBy('version').execute()).map(fromRow);
    },
  };
}

function fromRow(row: {
  version: number;
  hash: string;
  envelope: Envelope;
  stored_at: number;
}): StoredStatement {
  return { version: row.version, hash: row.hash, envelope: row.envelope, storedAt: row.stored_at };
}
