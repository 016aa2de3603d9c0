import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type LastSigned, parseLastSigned } from '@porchlight/hub-core';
import { LoadError, loadTables, openHubStore } from '@porchlight/hub-postgres';
import { toBase64 } from '@porchlight/translog';
import { createHubLog } from '../hub-log.ts';
import { BackupError } from './backup-error.ts';
import { exists, LAST_SIGNED } from './backup-hub.ts';
import { embeddedDir, newDatabase } from './database-of.ts';
import { type Manifest, readBackup } from './manifest.ts';
import { logOfRows, tableRows } from './table-files.ts';

export interface RestoreConfig {
  /** The backup. */
  readonly folder: string;
  /** Empty or missing, but for the `log` folder of the hub that was lost. */
  readonly stateDir: string;
  /** Must not exist. */
  readonly programmeDir: string;
  /** A server's address with an empty database. */
  readonly databaseUrl?: string;
}

export interface Restored {
  readonly manifest: Manifest;
  /** Entries that are known to have been signed; more than the backup holds: this hub will sign nothing. */
  readonly signed: number;
}

/**
 * Makes a hub's state and programme folder from a backup, after comparing every file with the manifest and the public log with its
 * root. What the state folder knows to have been signed stays when it is more than the backup holds. On a failure nothing of ours
 * is left. Throws {@link BackupError}.
 */
export async function restoreHub(config: RestoreConfig): Promise<Restored> {
  const { folder, stateDir, programmeDir, databaseUrl } = config;
  const manifest = await readBackup(folder);
  const signed = await newestSigned(folder, stateDir);
  const log = await logOfRows(folder, manifest.tables, signed?.size);
  if (log.size !== manifest.log.size || log.root !== manifest.log.root)
    throw new BackupError('damaged', 'The public log in the backup does not make the root of its manifest.');
  if (await exists(programmeDir))
    throw new BackupError('not-empty', `${programmeDir} is there already: name a new folder.`);
  if (signed && signed.size <= log.size && log.earlierRoot !== toBase64(signed.root))
    throw new BackupError(
      'log',
      'What was signed last is not in the public log of the backup: it is another log.',
    );
  await load(folder, manifest, stateDir, databaseUrl);
  await cp(join(folder, 'programme'), programmeDir, { recursive: true, errorOnExist: true, force: false });
  if (signed) {
    await mkdir(dirname(join(stateDir, LAST_SIGNED)), { recursive: true, mode: 0o755 });
    await writeFile(join(stateDir, LAST_SIGNED), signed.bytes);
  }
  return { manifest, signed: signed?.size ?? 0 };
}

async function load(
  folder: string,
  manifest: Manifest,
  stateDir: string,
  databaseUrl: string | undefined,
): Promise<void> {
  const log = createHubLog();
  const database = await newDatabase(stateDir, databaseUrl, log);
  const { connection } = database;
  try {
    await (await openHubStore({ connection, log })).close();
    await loadTables(connection, manifest, (table) => tableRows(folder, table));
  } catch (error) {
    await database.close();
    if (databaseUrl === undefined) await rm(embeddedDir(stateDir), { recursive: true, force: true });
    if (error instanceof LoadError)
      throw new BackupError(error.code === 'unlike' ? 'damaged' : error.code, error.message, error);
    throw error;
  }
  await database.close();
}

/** The larger of what the backup and the state folder say was signed; the state folder's when it speaks of a newer key. */
async function newestSigned(
  folder: string,
  stateDir: string,
): Promise<(LastSigned & { readonly bytes: Uint8Array }) | undefined> {
  const found = [];
  for (const path of [join(stateDir, LAST_SIGNED), join(folder, 'last-signed')]) {
    if (!(await exists(path))) continue;
    const bytes = new Uint8Array(await readFile(path));
    try {
      found.push({ ...parseLastSigned(bytes), bytes });
    } catch (cause) {
      throw new BackupError('log', `${path} cannot be read; without it nobody knows what was signed.`, cause);
    }
  }
  const [own] = found;
  return found.filter(({ key }) => key === own?.key).toSorted((a, b) => b.size - a.size)[0];
}
