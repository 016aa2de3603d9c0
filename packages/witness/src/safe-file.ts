import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { WitnessError } from './witness-error.ts';

/** Small files of which a crash leaves the old or the new, whole. */
export interface SafeFolder {
  /** Undefined when there is none. */
  read(name: string): Promise<string | undefined>;
  /** On the disk, file and name, when it resolves. Calls for one name must not overlap. */
  write(name: string, text: string): Promise<void>;
}

/** Makes the folder for this account alone. Throws {@link WitnessError}. */
export async function openSafeFolder(dir: string): Promise<SafeFolder> {
  await mkdir(dir, { recursive: true, mode: 0o700 }).catch((cause: unknown) => {
    throw new WitnessError('folder', `The folder ${dir} cannot be made; choose another with --state.`, cause);
  });
  return {
    read: (name) =>
      readFile(join(dir, name), 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined;
        throw error;
      }),
    async write(name, text) {
      const draft = join(dir, `${name}.draft`);
      try {
        const file = await open(draft, 'w', 0o600);
        try {
          await file.writeFile(text);
          await file.sync();
        } finally {
          await file.close();
        }
        await rename(draft, join(dir, name));
      } catch (error) {
        await rm(draft, { force: true }).catch(() => undefined);
        throw error;
      }
      const folder = await open(dir, 'r');
      try {
        await folder.sync();
      } finally {
        await folder.close();
      }
    },
  };
}
