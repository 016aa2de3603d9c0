import type { PendingStatement, PeopleStore, StoredInvite } from '@porchlight/hub-core';
import { MAX_SIGNATURES } from '@porchlight/statements';
import type { Selectable } from 'kysely';
import { atomically, type Database } from '../database.ts';
import type { InviteTable, PendingStatementTable } from '../schema/tables.ts';

export function peopleStore(db: Database): PeopleStore {
  return { ...invitations(db), ...pendingStatements(db) };
}

function invitations(
  db: Database,
): Pick<PeopleStore, 'createInvite' | 'invite' | 'invites' | 'useInvite' | 'removeInvite'> {
  return {
    async createInvite(invite) {
      await db
        .insertInto('invite')
        .values({
          invite_id: invite.inviteId,
          secret_hash: invite.secretHash,
          name: invite.name,
          roles: JSON.stringify(invite.roles),
          created_by: invite.createdBy,
          created_at: invite.createdAt,
          expires_at: invite.expiresAt,
          key: null,
          used_at: null,
        })
        .execute();
    },
    async invite(inviteId) {
      const row = await db
        .selectFrom('invite')
        .selectAll()
        .where('invite_id', '=', inviteId)
        .executeTakeFirst();
      return row && inviteOf(row);
    },
    async invites(now) {
      const rows = await db
        .selectFrom('invite')
        .selectAll()
        .where((where) => where.or([where('used_at', 'is not', null), where('expires_at', '>', now)]))
        .orderBy('created_at', 'desc')
        .orderBy('invite_id')
        .execute();
      return rows.map(inviteOf);
    },
    async useInvite(inviteId, secretHash, key, now) {
      const row = await db
        .updateTable('invite')
        .set({ key: JSON.stringify(key), used_at: now })
        .where('invite_id', '=', inviteId)
        .where('secret_hash', '=', secretHash)
        .where('used_at', 'is', null)
        .where('expires_at', '>', now)
        .returningAll()
        .executeTakeFirst();
      return row === undefined ? 'closed' : inviteOf(row);
    },
    async removeInvite(inviteId) {
      const row = await db
        .deleteFrom('invite')
        .where('invite_id', '=', inviteId)
        .returning('invite_id')
        .executeTakeFirst();
      return row !== undefined;
    },
  };
}

function pendingStatements(db: Database): Pick<PeopleStore, 'addPending' | 'pending' | 'dropPending'> {
  return {
    addPending: (pending) => atomically(db, (tx) => addPending(tx, pending)),
    async pending() {
      const rows = await db.selectFrom('pending_statement').selectAll().orderBy('position').execute();
      return rows.map(pendingOf);
    },
    async dropPending(kind, version) {
      await db
        .deleteFrom('pending_statement')
        .where('kind', '=', kind)
        .where('version', '<=', version)
        .execute();
    },
  };
}

async function addPending(tx: Database, pending: PendingStatement): Promise<PendingStatement> {
  const { kind, version, hash, envelope, summary, createdAt } = pending;
  await tx
    .insertInto('pending_statement')
    .values({ kind, version, hash, envelope: JSON.stringify(envelope), summary, created_at: createdAt })
    .onConflict((conflict) => conflict.column('hash').doNothing())
    .execute();
  const standing = await tx
    .selectFrom('pending_statement')
    .selectAll()
    .where('hash', '=', hash)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const signatures = [...standing.envelope.signatures];
  for (const signature of envelope.signatures)
    if (signatures.length < MAX_SIGNATURES && !signatures.some((known) => known.keyid === signature.keyid))
      signatures.push(signature);
  const union = { ...standing.envelope, signatures };
  await tx
    .updateTable('pending_statement')
    .set({ envelope: JSON.stringify(union) })
    .where('hash', '=', hash)
    .execute();
  return { ...pendingOf(standing), envelope: union };
}

function pendingOf(row: Selectable<PendingStatementTable>): PendingStatement {
  return {
    kind: row.kind,
    version: row.version,
    hash: row.hash,
    envelope: row.envelope,
    summary: row.summary,
    createdAt: row.created_at,
  };
}

function inviteOf(row: Selectable<InviteTable>): StoredInvite {
  return {
    inviteId: row.invite_id,
    secretHash: row.secret_hash,
    name: row.name,
    roles: row.roles,
    createdBy: row.created_by,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    key: row.key,
    usedAt: row.used_at,
  };
}
