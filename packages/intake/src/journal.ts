import { type FileHandle, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { IntakeError } from './intake-error.ts';

/*
 * A file of lines, added to and synced. What can go wrong:
 * - The process or machine dies while a line is written: the last line is torn or missing. Nobody was told that it was
 *   kept, so it is cut off at the next start.
 * - A write or sync fails (disk full): the file is cut back to the last synced line and the addition is rejected; when
 *   that fails too, every later addition is rejected until the next start.
 * - The rewriting that keeps the file short dies: the old file or the new one is in place, both complete.
 */
export interface Journal {
  /**
   * Resolves when the line is on the disk; `kept` runs at that moment, before anything else of the journal. Lines added
   * together are synced together, in order.
   */
  add(line: string, kept?: () => void): Promise<void>;
  /** Lines since the file was opened or rewritten. */
  readonly added: number;
  /** Puts these lines in place of the whole file; they must say all that the lines added so far say. */
  rewrite(lines: () => readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** The whole lines of the file in order, none when there is no file. Throws {@link IntakeError} `state-torn`. */
export async function readJournal(path: string): Promise<string[]> {
  try {
    const file = await open(path, 'r');
    const text = await file.readFile('utf8').finally(() => file.close());
    return text.split('\n').slice(0, -1);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new IntakeError('state-torn', `${path} cannot be read.`, { cause });
  }
}

/** Writes a new file of these lines in place of the old one and opens it for adding. */
export async function openJournal(path: string, lines: readonly string[]): Promise<Journal> {
  let written = await writeNew(path, lines);
  let added = 0;
  let broken: unknown;
  let queue: { line: string; kept: () => void; done: () => void; fail: (error: unknown) => void }[] = [];
  let work: Promise<void> = Promise.resolve();

  const flush = async (): Promise<void> => {
    const batch = queue;
    queue = [];
    if (batch.length === 0) return;
    try {
      if (broken !== undefined) throw broken;
      const bytes = Buffer.from(batch.map(({ line }) => `${line}\n`).join(''));
      await writeAt(written.file, bytes, written.size);
      await written.file.datasync();
      written = { ...written, size: written.size + bytes.length };
      added += batch.length;
      for (const { kept, done } of batch) {
        kept();
        done();
      }
    } catch (error) {
      await written.file.truncate(written.size).catch((fault: unknown) => {
        broken ??= fault;
      });
      for (const { fail } of batch) fail(error);
    }
  };

  return {
    get added() {
      return added;
    },
    add: (line, kept = () => undefined) =>
      new Promise((done, fail) => {
        queue.push({ line, kept, done, fail });
        work = work.then(flush);
      }),
    rewrite(fresh) {
      work = work.then(async () => {
        const old = written.file;
        try {
          written = await writeNew(path, fresh());
          added = 0;
          await old.close();
        } catch (error) {
          // Which file stands under the name is not certain any more, so nothing may be added to either.
          broken ??= error;
        }
      });
      return work;
    },
    async close() {
      await work.then(flush);
      await written.file.close();
    },
  };
}

interface Written {
  readonly file: FileHandle;
  readonly size: number;
}

async function writeNew(path: string, lines: readonly string[]): Promise<Written> {
  const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
  const file = await open(`${path}.draft`, 'w', 0o600);
  try {
    await writeAt(file, bytes, 0);
    await file.sync();
    await rename(`${path}.draft`, path);
    const folder = await open(dirname(path), 'r');
    await folder.sync().finally(() => folder.close());
    return { file, size: bytes.length };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function writeAt(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, at, bytes.length - at, position + at);
    at += bytesWritten;
  }
}
