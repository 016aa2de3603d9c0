import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { EmbeddedPostgresError } from './embedded-error.ts';

const run = promisify(execFile);

/** The system user PostgreSQL runs as. It refuses root, so a hub started as root drops to another one. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
  /** True when it is not the hub's own user: files must be handed over and folders reachable. */
  readonly dropped: boolean;
}

const NOBODY = 65_534;

/** The hub's own user; for root the owner of an existing data folder, else `nobody`. */
export async function chooseServerUser(dataDir: string): Promise<ServerUser> {
  const uid = process.getuid?.() ?? 0;
  const gid = process.getgid?.() ?? 0;
  const owner = await stat(dataDir).catch(() => undefined);
  if (uid !== 0) {
    if (owner !== undefined && owner.uid !== uid)
      throw new EmbeddedPostgresError(
        'other-owner',
        `The database folder ${dataDir} belongs to another user (uid ${owner.uid}): start the hub as that user or choose another state folder.`,
      );
    return { uid, gid, dropped: false };
  }
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid, dropped: true };
  return { ...(await nobody()), dropped: true };
}

async function nobody(): Promise<{ uid: number; gid: number }> {
  const idOf = async (flag: string): Promise<number> => {
    const answer = await run('id', [flag, 'nobody']).catch(() => undefined);
    const id = Number(answer?.stdout.trim() || Number.NaN);
    return Number.isInteger(id) && id > 0 ? id : NOBODY;
  };
  return { uid: await idOf('-u'), gid: await idOf('-g') };
}

/** The nearest folder at or above `path` that the user may not enter, or undefined when it can reach `path`. */
export async function blockedAt(path: string, user: ServerUser): Promise<string | undefined> {
  if (!user.dropped) return undefined;
  const blocked: string[] = [];
  for (let folder = path; ; folder = dirname(folder)) {
    const found = await stat(folder).catch(() => undefined);
    if (found?.isDirectory() && !mayEnter(found, user)) blocked.push(folder);
    if (folder === dirname(folder)) return blocked[0];
  }
}

function mayEnter(folder: { mode: number; uid: number; gid: number }, user: ServerUser): boolean {
  if (folder.uid === user.uid) return (folder.mode & 0o100) !== 0;
  if (folder.gid === user.gid) return (folder.mode & 0o010) !== 0;
  return (folder.mode & 0o001) !== 0;
}
