import { createHash } from 'node:crypto';
import { chmod, mkdir, open, readdir, realpath, rename, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { StateError } from './state-error.ts';

/** Small named files that survive a power cut. A write is on the disk when its promise has resolved. */
export interface StateFiles {
  /** The file's bytes, undefined when there is none. Refuses more than 64 MB. */
  read(name: string): Promise<Buffer | undefined>;
  /** Puts the whole file in place, or leaves the old one: never a mixture. */
  replace(name: string, bytes: Uint8Array): Promise<void>;
  /** Adds to the end. After a power cut the end of the last piece may be missing, never a piece whose promise resolved. */
  append(name: string, bytes: Uint8Array): Promise<void>;
  /** Takes a file away; nothing when there is none. */
  remove(name: string): Promise<void>;
  list(): Promise<readonly string[]>;
  /** The first write that failed. From then on memory and disk may differ, so no picture may leave. */
  readonly fault: StateError | undefined;
  /** Whether the disk takes a write again, asked after a fault. What was lost meanwhile stays lost: the state is to be opened anew. */
  takesWrites(): Promise<boolean>;
  /** Waits for the writes under way and lets another process use the folder. */
  close(): Promise<void>;
}

/** As much as the largest document is likely to need. */
const PROBE_BYTES = 256 * 1024;
const yes = (): boolean => true;
const no = (): boolean => false;
const MAX_FILE_BYTES = 64 * 1024 * 1024;

/**
 * Opens a folder for one process alone, making it when missing; mode 700, files 600. Throws {@link StateError} when it
 * cannot be written or another gateway holds it.
 */
export async function openStateFiles(dir: string): Promise<StateFiles> {
  const root = resolve(dir);
  try {
    await mkdir(root, { recursive: true, mode: 0o700 });
    await chmod(root, 0o700);
    await write(join(root, '.probe'), new Uint8Array(), 'w');
  } catch (cause) {
    throw new StateError('state-unwritable', `The state folder ${root} cannot be written.`, { cause });
  }
  const lock = await lockFolder(await realpath(root));
  let fault: StateError | undefined;
  const writing = new Set<Promise<void>>();
  const guarded = async (name: string, act: Promise<void>): Promise<void> => {
    writing.add(act);
    try {
      await act.finally(() => writing.delete(act));
    } catch (cause) {
      fault ??= new StateError('state-unwritable', `The state file ${name} cannot be written.`, { cause });
      throw fault;
    }
  };
  return {
    read: (name) => readWhole(join(root, name)),
    replace: (name, bytes) => guarded(name, replaceWhole(root, name, bytes)),
    append: (name, bytes) => guarded(name, write(join(root, name), bytes, 'a')),
    remove: (name) => guarded(name, removeWhole(root, name)),
    list: () => readdir(root),
    get fault() {
      return fault;
    },
    takesWrites: () => write(join(root, '.probe'), new Uint8Array(PROBE_BYTES), 'w').then(yes, no),
    async close() {
      while (writing.size > 0) await Promise.allSettled(writing);
      await new Promise((done) => lock.close(done));
    },
  };
}

async function readWhole(path: string): Promise<Buffer | undefined> {
  try {
    const file = await open(path, 'r');
    try {
      if ((await file.stat()).size > MAX_FILE_BYTES) throw new Error('too large');
      return await file.readFile();
    } finally {
      await file.close();
    }
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new StateError('state-torn', `The state file ${path} cannot be read.`, { cause });
  }
}

async function replaceWhole(root: string, name: string, bytes: Uint8Array): Promise<void> {
  const draft = join(root, `.${name}.draft`);
  await write(draft, bytes, 'w');
  await rename(draft, join(root, name));
  await syncFolder(root);
}

async function removeWhole(root: string, name: string): Promise<void> {
  await rm(join(root, name), { force: true });
  await syncFolder(root);
}

async function syncFolder(root: string): Promise<void> {
  const folder = await open(root, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function write(path: string, bytes: Uint8Array, flag: 'w' | 'a'): Promise<void> {
  const file = await open(path, flag, 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/**
 * A socket named after the folder is the lock: the kernel frees it when the process dies, whatever way. On Linux it is an
 * abstract name, elsewhere a file in the system's temporary folder.
 */
async function lockFolder(root: string): Promise<Server> {
  const name = `porchlight-gateway-${createHash('sha256').update(root).digest('hex').slice(0, 32)}`;
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen(process.platform === 'linux' ? `\0${name}` : join(tmpdir(), name), done);
  }).catch((cause: unknown) => {
    throw new StateError('state-locked', `Another gateway uses the state folder ${root}.`, { cause });
  });
  server.unref();
  return server;
}
