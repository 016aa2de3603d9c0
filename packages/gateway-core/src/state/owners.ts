import type { OwnerId } from '@porchlight/domain';
import { createDocument, type Document, openDocument } from './document.ts';
import type { StateFiles } from './state-files.ts';
import { type OwnerRecord, ownerIndexSchema, ownerRecordSchema } from './state-schemas.ts';

/** The owners enrolled on this gateway, each in a file of their own. */
export interface Owners {
  all(): readonly OwnerRecord[];
  get(ownerId: OwnerId): OwnerRecord | undefined;
  /** A new owner, or the known one with other keys. */
  put(record: OwnerRecord): Promise<void>;
  /** Changes an enrolled owner's record; nothing when there is no such owner. */
  update(ownerId: OwnerId, change: (record: OwnerRecord) => OwnerRecord): Promise<void>;
  /** Forgets an owner, and the file with them. */
  remove(ownerId: OwnerId): Promise<void>;
}

const fileOf = (ownerId: OwnerId): string => `owner-${ownerId}.json`;

export async function openOwners(files: StateFiles): Promise<Owners> {
  const index = await openDocument(files, 'owners.json', ownerIndexSchema);
  const documents = new Map<OwnerId, Document<OwnerRecord>>();
  for (const ownerId of index.value)
    documents.set(ownerId, await openDocument(files, fileOf(ownerId), ownerRecordSchema));
  return {
    all: () => [...documents.values()].map((document) => document.value),
    get: (ownerId) => documents.get(ownerId)?.value,
    async put(record) {
      const known = documents.get(record.ownerId);
      if (known) return known.replace(record);
      const document = await createDocument(files, fileOf(record.ownerId), record);
      await index.update((ids) => [...ids.filter((id) => id !== record.ownerId), record.ownerId]);
      documents.set(record.ownerId, document);
    },
    async update(ownerId, change) {
      await documents.get(ownerId)?.update(change);
    },
    async remove(ownerId) {
      const document = documents.get(ownerId);
      documents.delete(ownerId);
      // After what is still being written: nothing may put the file back.
      await document?.update((record) => record);
      await index.update((ids) => ids.filter((id) => id !== ownerId));
      await files.remove(fileOf(ownerId));
    },
  };
}
