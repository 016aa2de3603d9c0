import { mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Files below the log's folder, by their relative path with `/`. Each write is whole or not there; nothing is ever half read. */
export interface LogFolder {
  /** Null when there is no such file. */
  read(path: string): Promise<Uint8Array | null>;
  /** Puts the file in place. It may be lost in a power cut: for what can be made again. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  /** Puts the file in place; it is on the disk when this resolves. */
  keep(path: string, bytes: Uint8Array): Promise<void>;
  /** No fault when it is not there. */
  remove(path: string): Promise<void>;
}

const DRAFT = /\.draft-\d+-\d+$/;

/**
 * The folder on this machine's disk, made when missing (mode 755: all but `last-signed` is public anyway). Drafts that a killed
 * process left are removed: one process at a time opens a folder.
 */
export async function openLogFolder(dir: string): Promise<LogFolder> {
  await mkdir(dir, { recursive: true, mode: 0o755 });
  for (const path of await readdir(dir, { recursive: true }))
    if (DRAFT.test(path)) await rm(join(dir, path), { force: true });
  let drafts = 0;
  const draftOf = (path: string) => `${path}.draft-${process.pid}-${drafts++}`;
  return {
    async read(path) {
      try {
        return new Uint8Array(await readFile(join(dir, path)));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
        throw error;
      }
    },
    async write(path, bytes) {
      const target = join(dir, path);
      const draft = draftOf(target);
      try {
        await writeFile(draft, bytes).catch(async (error: NodeJS.ErrnoException) => {
          if (error.code !== 'ENOENT') throw error;
          await mkdir(dirname(target), { recursive: true });
          await writeFile(draft, bytes);
        });
        await rename(draft, target);
      } catch (error) {
        await rm(draft, { force: true });
        throw error;
      }
    },
    async keep(path, bytes) {
      const target = join(dir, path);
      const draft = draftOf(target);
      try {
        await writeSynced(draft, bytes);
        await rename(draft, target);
        await syncFolder(dirname(target));
      } catch (error) {
        await rm(draft, { force: true }).catch(() => undefined);
        throw error;
      }
    },
    remove: (path) => rm(join(dir, path), { force: true, recursive: true }),
  };
}

async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'w', 0o644);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
