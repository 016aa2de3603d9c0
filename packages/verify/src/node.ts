import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseTilePath, type ReadTile } from '@porchlight/translog';

/** The files of a log in a folder. */
export function folderTiles(dir: string): ReadTile {
  return async (path) => {
    if (path !== 'checkpoint' && parseTilePath(path) === undefined) return null;
    try {
      return new Uint8Array(await readFile(join(dir, path)));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  };
}
