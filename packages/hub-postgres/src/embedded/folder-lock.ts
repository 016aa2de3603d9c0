import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { EmbeddedPostgresError } from './embedded-error.ts';
import { identify, type ProcessIdentity } from './process-identity.ts';

/**
 * Keeps two hubs from one data folder. The file names the process that holds it; one left by a process that no longer runs is
 * taken over. PostgreSQL's own lock stands behind this one, so a lost race costs a failed start and never data.
 */
export async function lockFolder(dataDir: string): Promise<{ release(): Promise<void> }> {
  const path = `${dataDir}.lock`;
  const me = await identify(process.pid);
  const text = JSON.stringify(me);
  for (let attempt = 0; attempt < 5; attempt++) {
    const failed = await writeFile(path, text, { flag: 'wx', mode: 0o600 }).then(
      () => undefined,
      (error: NodeJS.ErrnoException) => error,
    );
    if (failed === undefined) return { release: () => rm(path, { force: true }) };
    if (failed.code !== 'EEXIST')
      throw new EmbeddedPostgresError('unwritable-folder', `${path} cannot be written.`, failed);
    const holder = await holderOf(path);
    if (holder !== undefined && (await identify(holder.pid))?.startedAt === holder.startedAt)
      throw new EmbeddedPostgresError(
        'in-use',
        `Another hub (process ${holder.pid}) runs on ${dataDir}: stop it or choose another state folder.`,
      );
    const stale = `${path}.${process.pid}.stale`;
    await rename(path, stale).catch(() => undefined);
    await rm(stale, { force: true });
  }
  throw new EmbeddedPostgresError('in-use', `Another hub starts on ${dataDir} at this moment.`);
}

async function holderOf(path: string): Promise<ProcessIdentity | undefined> {
  try {
    const found: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (typeof found !== 'object' || found === null || !('pid' in found) || !('startedAt' in found))
      return undefined;
    return typeof found.pid === 'number' && typeof found.startedAt === 'string'
      ? { pid: found.pid, startedAt: found.startedAt }
      : undefined;
  } catch {
    return undefined;
  }
}
