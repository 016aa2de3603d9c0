import { execFileSync } from 'node:child_process';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Enough for a PostgreSQL of its own with some write-ahead log; the others keep little. */
const SIZES_MB = { hub: 320, intake: 16, gateway: 16 } as const;
export type Disk = keyof typeof SIZES_MB;
export const DISKS = Object.keys(SIZES_MB) as Disk[];

/** Mounts a disk in memory on each part's folder. Throws with a sentence where this may not be done. */
export async function mountSmallDisks(dir: string, closers: (() => Promise<unknown>)[]): Promise<void> {
  for (const disk of DISKS) {
    const at = join(dir, disk);
    await mkdir(at);
    const options = `size=${SIZES_MB[disk]}m,mode=711`;
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', at], { stdio: 'pipe' });
    } catch (error) {
      throw new Error('Small disks are mounted by root alone: sudo npm run soak -- --only disk', {
        cause: error,
      });
    }
    closers.push(async () => execFileSync('umount', ['--lazy', at], { stdio: 'pipe' }));
  }
}

const fillerOf = (dir: string, disk: Disk): string => join(dir, disk, 'filler');

/** Leaves no byte free. */
export async function fill(dir: string, disk: Disk): Promise<void> {
  const file = await open(fillerOf(dir, disk), 'w');
  try {
    for (const bytes of [1 << 20, 4096, 1]) {
      const piece = Buffer.alloc(bytes);
      for (let room = true; room; )
        room = await file.write(piece).then(
          ({ bytesWritten }) => bytesWritten === bytes,
          () => false,
        );
    }
  } finally {
    await file.close();
  }
}

export const makeRoom = (dir: string, disk: Disk): Promise<void> => rm(fillerOf(dir, disk));
