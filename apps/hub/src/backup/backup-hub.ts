import { access, chmod, copyFile, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { dumpTables } from '@porchlight/hub-postgres';
import { createHubLog } from '../hub-log.ts';
import { BackupError } from './backup-error.ts';
import { existingDatabase } from './database-of.ts';
import { describeFiles, MANIFEST, type Manifest } from './manifest.ts';
import { logOfRows, tableWriter } from './table-files.ts';

export interface BackupConfig {
  /** The backup; must not exist. */
  readonly folder: string;
  readonly stateDir: string;
  /** With trust.json and keys/log.json. */
  readonly programmeDir: string;
  readonly databaseUrl?: string;
}

/** Of the programme's keys only the one that the hub itself uses; the others are kept offline by their holders. */
const HUB_KEY = 'log.json';
export const LAST_SIGNED = join('log', 'last-signed');

/**
 * Copies everything a hub needs to go on elsewhere into a new folder, while the hub runs: the database as of one moment, the
 * programme's public papers and log key, and what was signed last. The folder appears under its name only when it is whole. It
 * holds personal data and a key: mode 700, not encrypted. Throws {@link BackupError}.
 */
export async function backupHub(config: BackupConfig, now = new Date()): Promise<Manifest> {
  const { stateDir, programmeDir, databaseUrl } = config;
  const folder = resolve(config.folder);
  if (await exists(folder)) throw new BackupError('folder', `${folder} is there already: name a new folder.`);
  if (!(await exists(join(programmeDir, 'trust.json'))))
    throw new BackupError('no-programme', `There is no trust.json in ${programmeDir}.`);
  const draft = join(dirname(folder), `.${basename(folder)}.partial-${process.pid}`);
  const log = createHubLog();
  const database = await existingDatabase(stateDir, databaseUrl, log);
  try {
    await mkdir(draft, { recursive: true, mode: 0o700 });
    await copyProgramme(programmeDir, join(draft, 'programme'));
    // Before the rows are read: what is signed meanwhile is in neither, and the copy is never behind itself.
    await copyIfThere(join(stateDir, LAST_SIGNED), join(draft, 'last-signed'));
    const dump = await dumpTables(database.connection, (table) => tableWriter(draft, table));
    const { size, root } = await logOfRows(draft, dump.tables);
    const manifest: Manifest = {
      schema: 'porchlight/backup/v1',
      madeAt: now.toISOString(),
      log: { size, root },
      migrations: [...dump.migrations],
      tables: dump.tables.map((table) => ({
        ...table,
        columns: [...table.columns],
        sequences: { ...table.sequences },
      })),
      files: await describeFiles(draft),
    };
    await writeSynced(join(draft, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
    await rename(draft, folder);
    return manifest;
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  } finally {
    await database.close();
  }
}

async function copyProgramme(from: string, to: string): Promise<void> {
  await mkdir(join(to, 'keys'), { recursive: true, mode: 0o700 });
  const files = (await readdir(from, { withFileTypes: true })).filter((entry) => entry.isFile());
  for (const { name } of files) await copyFile(join(from, name), join(to, name));
  const key = join(to, 'keys', HUB_KEY);
  await copyIfThere(join(from, 'keys', HUB_KEY), key);
  if (await exists(key)) await chmod(key, 0o600);
}

async function copyIfThere(from: string, to: string): Promise<void> {
  if (await exists(from)) await copyFile(from, to);
}

async function writeSynced(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

export function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
