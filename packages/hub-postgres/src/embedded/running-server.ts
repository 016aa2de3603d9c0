import { readFile, realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { PostgresConnection } from '../connection.ts';
import { APPLICATION_DATABASE, APPLICATION_ROLE, answers } from './application-role.ts';

/** Line of `postmaster.pid` with the folder of the socket (PostgreSQL 15, miscadmin.h). */
const SOCKET_LINE = 4;

/** How to reach the embedded server that a running hub keeps on this data folder; undefined when none answers. Never rejects. */
export async function findRunningServer(dataDir: string): Promise<PostgresConnection | undefined> {
  try {
    const asked = resolve(dataDir);
    const folder = join(await realpath(dirname(asked)), basename(asked));
    const socketDir = (await readFile(join(folder, 'postmaster.pid'), 'utf8')).split('\n')[SOCKET_LINE];
    if (!socketDir || !(await answers(socketDir))) return undefined;
    return { kind: 'socket', socketDir, database: APPLICATION_DATABASE, user: APPLICATION_ROLE };
  } catch {
    return undefined;
  }
}
