import { stdout } from 'node:process';
import { startEmbeddedPostgres } from '../embedded/start-embedded-postgres.ts';

/**
 * Runs an embedded PostgreSQL in a process of its own, so that tests can kill that process or run it as another user.
 * Arguments: data folder, then `setpriv` or `watcher` or nothing. Prints one line: the server's pid, or the refusal's code.
 */
const [, , dataDir, watch] = process.argv;
if (dataDir === undefined) throw new Error('a data folder is expected');
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const deathWatch = watch === 'setpriv' || watch === 'watcher' ? watch : undefined;
startEmbeddedPostgres({
  dataDir,
  log: silent,
  ...(deathWatch === undefined ? {} : { deathWatch }),
}).then(
  (postgres) => {
    process.on('SIGTERM', () => void postgres.close().then(() => process.exit(0)));
    stdout.write(`${postgres.pid}\n`);
    setInterval(() => undefined, 60_000);
  },
  (error: unknown) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    stdout.write(`${code}\n`);
    process.exit(1);
  },
);
