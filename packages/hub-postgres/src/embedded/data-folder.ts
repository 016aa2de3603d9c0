import { spawn } from 'node:child_process';
import { chmod, chown, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { dirname, join, resolve, sep } from 'node:path';
import type { Binaries } from './binaries.ts';
import { EmbeddedPostgresError } from './embedded-error.ts';
import { blockedAt, type ServerUser } from './server-user.ts';

/** PostgreSQL's processes see nothing of the hub's environment. */
export const SERVER_ENV = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' } as const;
/** The cluster's administrator; the hub itself works as the lesser role of `application-role.ts`. */
export const ADMIN_ROLE = 'postgres';

/** Makes the folder above the data folder and sees to it that the server's user can pass through it. */
export async function readyParent(dataDir: string, user: ServerUser): Promise<void> {
  const parent = dirname(dataDir);
  await refuseBlocked(parent, user, (folder) => !mayOpen(folder, parent));
  try {
    await mkdir(parent, { recursive: true });
    for (
      let blocked = await blockedAt(parent, user);
      blocked !== undefined && mayOpen(blocked, parent);
      blocked = await blockedAt(dirname(blocked), user)
    )
      await chmod(blocked, ((await stat(blocked)).mode & 0o777) | 0o011);
  } catch (cause) {
    throw new EmbeddedPostgresError(
      'unwritable-folder',
      `The folder ${parent} cannot be made or changed: choose another state folder.`,
      cause,
    );
  }
  await refuseBlocked(parent, user, () => true);
}

/**
 * As root, a state folder of mode 700 would shut the server's user out of its own data. That folder, and folders above it that lie in
 * the system's temporary one, let others pass through: it reveals no name in them. A home is never changed.
 */
function mayOpen(folder: string, parent: string): boolean {
  const temporary = `${resolve(tmpdir())}${sep}`;
  return (folder === parent || folder.startsWith(temporary)) && folder !== homedir();
}

async function refuseBlocked(
  parent: string,
  user: ServerUser,
  counts: (folder: string) => boolean,
): Promise<void> {
  for (
    let blocked = await blockedAt(parent, user);
    blocked !== undefined;
    blocked = await blockedAt(dirname(blocked), user)
  )
    if (counts(blocked))
      throw new EmbeddedPostgresError(
        'unreachable-folder',
        `Started as root, PostgreSQL runs as user ${user.uid}, who cannot enter ${blocked}: choose a state folder such as /var/lib/porchlight, or start the hub as an ordinary user.`,
      );
}

/** Makes the cluster where there is none. A crash meanwhile leaves nothing that a later start would take for a cluster. */
export async function readyDataFolder(dataDir: string, binaries: Binaries, user: ServerUser): Promise<void> {
  const made = await clusterVersion(dataDir);
  if (made === binaries.major) return;
  if (made !== undefined)
    throw new EmbeddedPostgresError(
      'other-version',
      `The database in ${dataDir} was made by PostgreSQL ${made} and this is ${binaries.major}: move it over with pg_dump, or set DATABASE_URL.`,
    );
  const draft = `${dataDir}.new`;
  try {
    await rm(draft, { recursive: true, force: true });
    await mkdir(draft, { mode: 0o700 });
    if (user.dropped) await chown(draft, user.uid, user.gid);
  } catch (cause) {
    throw new EmbeddedPostgresError('unwritable-folder', `${draft} cannot be made.`, cause);
  }
  await initdb(draft, binaries, user);
  await rename(draft, dataDir);
}

async function clusterVersion(dataDir: string): Promise<number | undefined> {
  const entries = await readdir(dataDir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new EmbeddedPostgresError('unwritable-folder', `${dataDir} cannot be read.`, error);
  });
  if (entries.length === 0) return undefined;
  const version = await readFile(join(dataDir, 'PG_VERSION'), 'utf8').catch(() => undefined);
  if (version === undefined)
    throw new EmbeddedPostgresError(
      'not-a-data-folder',
      `${dataDir} is not empty and holds no database: choose another state folder.`,
    );
  return Number.parseInt(version, 10);
}

/** `-k`: data checksums. `C`: the same order on every machine, so a base backup fits any. */
async function initdb(folder: string, binaries: Binaries, user: ServerUser): Promise<void> {
  const options = ['--locale=C', '--encoding=UTF8', '-k', '--auth=trust', `--username=${ADMIN_ROLE}`];
  const child = spawn(binaries.initdb, ['-D', folder, ...options], {
    cwd: '/',
    env: SERVER_ENV,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(user.dropped ? { uid: user.uid, gid: user.gid } : {}),
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-2000);
  });
  child.stdout.resume();
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  }).catch((cause: unknown) => {
    throw new EmbeddedPostgresError('init-failed', 'initdb could not be started.', cause);
  });
  if (code === 0) return;
  const line = said.trim().split('\n').at(-1) ?? '';
  throw new EmbeddedPostgresError('init-failed', `The database could not be made: ${line}`);
}
