import type { OwnerStore, StoredOwner } from '@porchlight/hub-core';
import { keyIdOf, type PublicKey } from '@porchlight/statements';
import { type Database, only, unlessTaken } from '../database.ts';

export function ownerStore(db: Database): OwnerStore {
  return {
    create: async (owner) => ((await create(db, owner)) === 'taken' ? 'taken' : 'created'),
    get: (ownerId) => find(db, ownerId),
    async byKeyId(keyId) {
      const key = await db
        .selectFrom('owner_key')
        .select('owner_id')
        .where('key_id', '=', keyId)
        .executeTakeFirst();
      return key && find(db, key.owner_id);
    },
    async byCredentialId(credentialId) {
      const key = await db
        .selectFrom('owner_key')
        .select('owner_id')
        .where('credential_id', '=', credentialId)
        .executeTakeFirst();
      return key && find(db, key.owner_id);
    },
    async addKey(ownerId, key, at) {
      const row = await keyRow(ownerId, key, at);
      const done = await unlessTaken(db, (tx) => tx.insertInto('owner_key').values(row).execute());
      return done === 'taken' ? 'taken' : 'added';
    },
    async setProfile(ownerId, { name, email }) {
      await db.updateTable('owner').set({ name, email }).where('owner_id', '=', ownerId).execute();
    },
    async count() {
      const rows = await db
        .selectFrom('owner')
        .select((select) => select.fn.countAll<number>().as('n'))
        .execute();
      return only(rows).n;
    },
  };
}

async function create(db: Database, owner: StoredOwner): Promise<unknown> {
  const keys = await Promise.all(owner.keys.map((key) => keyRow(owner.ownerId, key, owner.joinedAt)));
  return unlessTaken(db, async (tx) => {
    await tx
      .insertInto('owner')
      .values({ owner_id: owner.ownerId, name: owner.name, email: owner.email, joined_at: owner.joinedAt })
      .execute();
    await tx.insertInto('owner_key').values(keys).execute();
  });
}

async function keyRow(ownerId: string, key: PublicKey, at: number) {
  return {
    key_id: await keyIdOf(key),
    owner_id: ownerId,
    key: JSON.stringify(key),
    credential_id: key.kind === 'passkey' ? key.credentialId : null,
    added_at: at,
  };
}

async function find(db: Database, ownerId: string): Promise<StoredOwner | undefined> {
  const rows = await db
    .selectFrom('owner as o')
    .innerJoin('owner_key as k', 'k.owner_id', 'o.owner_id')
    .select(['o.owner_id', 'o.name', 'o.email', 'o.joined_at', 'k.key'])
    .where('o.owner_id', '=', ownerId)
    .orderBy('k.position')
    .execute();
  const [row] = rows;
  return (
    row && {
      ownerId: row.owner_id as StoredOwner['ownerId'],
      name: row.name,
      email: row.email,
      keys: rows.map(({ key }) => key),
      joinedAt: row.joined_at,
    }
  );
}
