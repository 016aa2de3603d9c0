import { type Kysely, type Migration, Migrator } from 'kysely';
import { programmeTables } from './0001-programme.ts';
import { auditTable } from './0002-audit.ts';
import { cameraTables } from './0003-cameras.ts';
import { lookTables } from './0004-looks.ts';
import { logTables } from './0005-log.ts';
import { openingsTables } from './0006-openings.ts';
import { hostTables } from './0007-hosts.ts';
import { nodeTables } from './0011-nodes.ts';
import { noViewTables } from './0012-no-view.ts';
import { cameraReach } from './0013-camera-reach.ts';
import type { HubTables } from './tables.ts';

/** In order of name. A published migration is never edited: mend it with a further one. */
const MIGRATIONS: Record<string, Migration> = {
  '0001-programme': programmeTables,
  '0002-audit': auditTable,
  '0003-cameras': cameraTables,
  '0004-looks': lookTables,
  '0005-log': logTables,
  '0006-openings': openingsTables,
  '0007-hosts': hostTables,
  '0011-nodes': nodeTables,
  '0012-no-view': noViewTables,
  '0013-camera-reach': cameraReach,
};

/**
 * Brings the tables to this version, in one transaction and under an advisory lock, so that hubs which start at the same moment do
 * it once. Forward only. Answers the names applied now; rejects with the database's error, or when the database is newer than this hub.
 */
export async function migrateHubTables(db: Kysely<HubTables>): Promise<readonly string[]> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => MIGRATIONS } });
  const { error, results } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
  return (results ?? []).map((result) => result.migrationName);
}
