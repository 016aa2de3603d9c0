import { chown, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import type { PostgresConnection } from '../connection.ts';
import type { PostgresLog } from '../log.ts';
import { APPLICATION_DATABASE, APPLICATION_ROLE } from './application-role.ts';
import { readyBinaries } from './binaries.ts';
import { readyDataFolder, readyParent } from './data-folder.ts';
import { EmbeddedPostgresError } from './embedded-error.ts';
import { lockFolder } from './folder-lock.ts';
import { stopLeftover } from './leftover.ts';
import { chooseDeathWatch, type DeathWatch } from './parent-death.ts';
import { SOCKET_PATH_LIMIT, socketPath } from './server-process.ts';
import { chooseServerUser, type ServerUser } from './server-user.ts';
import { supervise } from './supervisor.ts';

export interface EmbeddedOptions {
  /** Folder of the cluster; made when missing. Beside it: `<dataDir>.lock` and, where needed, a copy of the binaries. */
  readonly dataDir: string;
  readonly log: PostgresLog;
  /** How long a start may take, recovery after a crash included, ms. 60,000 unless told. */
  readonly startTimeoutMs?: number;
  /** Chosen by what the machine has unless told. */
  readonly deathWatch?: DeathWatch;
}

export interface EmbeddedPostgres {
  /** For `openHubStore`: the Unix socket, database and role. It stays the same over restarts. */
  readonly connection: PostgresConnection;
  /** The server process of this moment; another one after a crash. */
  readonly pid: number;
  /** Stops the server and resolves when no process of it is left. */
  close(): Promise<void>;
}

/**
 * Starts PostgreSQL as a child of this process and keeps it running: it comes back after a crash, and it stops when this process
 * ends, even by SIGKILL. It listens on a Unix socket only. Rejects with {@link EmbeddedPostgresError}.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const asked = resolve(options.dataDir);
  const user = await chooseServerUser(asked);
  await readyParent(asked, user);
  const dataDir = join(await realpath(dirname(asked)), basename(asked));
  const lock = await lockFolder(dataDir);
  try {
    const binaries = await readyBinaries(dirname(dataDir), user);
    await stopLeftover(dataDir, options.log);
    await readyDataFolder(dataDir, binaries, user);
    const socket = await readySocketDir(dataDir, user);
    const watch = options.deathWatch ?? (await chooseDeathWatch());
    const plan = { dataDir, socketDir: socket.path, binaries, user, watch, log: options.log };
    const server = await supervise(plan, options.startTimeoutMs ?? 60_000).catch(async (error: unknown) => {
      await socket.remove();
      throw error;
    });
    return {
      connection: {
        kind: 'socket',
        socketDir: socket.path,
        database: APPLICATION_DATABASE,
        user: APPLICATION_ROLE,
      },
      get pid() {
        return server.pid();
      },
      close: async () => {
        await server.close();
        await socket.remove();
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** The data folder itself, which only the server's user may enter; a short one elsewhere when the socket's path would be too long. */
async function readySocketDir(
  dataDir: string,
  user: ServerUser,
): Promise<{ path: string; remove(): Promise<void> }> {
  if (Buffer.byteLength(socketPath(dataDir)) <= SOCKET_PATH_LIMIT)
    return { path: dataDir, remove: async () => undefined };
  try {
    const path = await mkdtemp(join(tmpdir(), 'porchlight-'));
    if (user.dropped) await chown(path, user.uid, user.gid);
    return { path, remove: () => rm(path, { recursive: true, force: true }) };
  } catch (cause) {
    throw new EmbeddedPostgresError('unwritable-folder', `No folder for a socket in ${tmpdir()}.`, cause);
  }
}
