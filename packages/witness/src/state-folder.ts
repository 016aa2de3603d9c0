import { createHash } from 'node:crypto';
import { access, chmod, constants, mkdir, open, readFile, realpath, rename } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { WitnessError } from './witness-error.ts';

/** Files of the witness's folder, by name. */
export interface StateFiles {
  /** Null when there is no such file. */
  read(name: string): Promise<Uint8Array | null>;
  /** Replaces the file whole, mode 600; on the disk when it resolves. After a rejection the old or the new bytes stand there. */
  keep(name: string, bytes: Uint8Array): Promise<void>;
}

/** A folder that this process alone writes to, until it is released. */
export interface StateFolder extends StateFiles {
  readonly path: string;
  release(): Promise<void>;
}

/**
 * Makes the folder when missing, sets mode 700, and locks it against a second witness on this machine; the lock falls with the
 * process, whatever way it ends. Throws {@link WitnessError}.
 */
export async function claimStateFolder(dir: string): Promise<StateFolder> {
  let path: string;
  try {
    const made = await mkdir(dir, { recursive: true, mode: 0o700 });
    path = await realpath(dir);
    await chmod(path, 0o700);
    await access(path, constants.W_OK);
    if (made !== undefined) await syncFolder(dirname(path));
  } catch (cause) {
    throw new WitnessError('state-unwritable', `The state folder ${dir} cannot be written.`, { cause });
  }
  const release = await lock(path);
  return { path, release, read: (name) => readOrNull(join(path, name)), keep: keepIn(path) };
}

/** Null when there is no such file. */
export async function readOrNull(path: string): Promise<Uint8Array | null> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

async function lock(path: string): Promise<() => Promise<void>> {
  const name = `porchlight-witness-${createHash('sha256').update(path).digest('hex').slice(0, 32)}`;
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    // An abstract socket on Linux: nothing stays behind after a kill.
    server.listen(process.platform === 'linux' ? `\0${name}` : join(tmpdir(), name), done);
  }).catch((cause: unknown) => {
    throw new WitnessError('state-locked', `Another witness uses the state folder ${path}.`, { cause });
  });
  server.unref();
  return () => new Promise((done) => server.close(() => done()));
}

const keepIn =
  (folder: string): StateFiles['keep'] =>
  async (name, bytes) => {
    const target = join(folder, name);
    // One writer at a time: the lock, and the witness's own queue. A draft a kill left behind is simply written over.
    const file = await open(`${target}.draft`, 'w', 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(`${target}.draft`, target);
    await syncFolder(folder);
  };

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
