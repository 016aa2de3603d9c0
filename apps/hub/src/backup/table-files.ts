import { createReadStream } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { DumpedTable, RowWriter } from '@porchlight/hub-postgres';
import { leafHash, sameBytes, TreeHead, toBase64 } from '@porchlight/translog';
import { BackupError } from './backup-error.ts';

type TableName = Pick<DumpedTable, 'schema' | 'name'>;

const pathOf = (dir: string, { schema, name }: TableName): string =>
  join(dir, 'database', `${schema}.${name}.jsonl`);

/** A file of mode 600 for the rows of a table, one a line. */
export async function tableWriter(dir: string, table: TableName): Promise<RowWriter> {
  const path = pathOf(dir, table);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(path, 'wx', 0o600);
  let waiting: string[] = [];
  let chars = 0;
  const flush = async (): Promise<void> => {
    await file.write(waiting.join(''));
    waiting = [];
    chars = 0;
  };
  return {
    async row(text) {
      waiting.push(`${text}\n`);
      chars += text.length;
      if (chars > 1_000_000) await flush();
    },
    async close() {
      await flush();
      await file.sync();
      await file.close();
    },
  };
}

/** The rows of a table file. */
export function tableRows(dir: string, table: TableName): AsyncIterable<string> {
  return createInterface({
    input: createReadStream(pathOf(dir, table)),
    crlfDelay: Number.POSITIVE_INFINITY,
  });
}

/** A public log as its entries make it; `earlierRoot` is the root (base64) at the size that was asked for. */
export interface CountedLog {
  readonly size: number;
  readonly root: string;
  readonly earlierRoot: string | undefined;
}

/**
 * The public log that the rows of a backup make, computed anew from every leaf. Throws {@link BackupError} `log` when a leaf or
 * the head is not what it should be.
 */
export async function logOfRows(
  dir: string,
  tables: readonly DumpedTable[],
  earlierSize?: number,
): Promise<CountedLog> {
  const tree = new TreeHead();
  const leaves = tables.find(({ name }) => name === 'log_leaf');
  const heads = tables.find(({ name }) => name === 'log_head');
  if (leaves === undefined || heads === undefined)
    throw new BackupError('log', 'The backup holds no public log.');
  const rootAt = (): string | undefined => (tree.size === earlierSize ? toBase64(tree.root()) : undefined);
  let earlierRoot = rootAt();
  for await (const line of tableRows(dir, leaves)) {
    const row = valuesOf(leaves, line);
    const hash = bytesOf(row['leaf_hash']);
    if (Number(row['index']) !== tree.size || !sameBytes(leafHash(bytesOf(row['leaf'])), hash))
      throw new BackupError('log', `Entry ${tree.size} of the public log in the database is damaged.`);
    tree.append(hash);
    earlierRoot ??= rootAt();
  }
  for await (const line of tableRows(dir, heads)) {
    const head = valuesOf(heads, line);
    const frontier = Buffer.concat(tree.frontier);
    if (Number(head['size']) !== tree.size || !frontier.equals(bytesOf(head['frontier'])))
      throw new BackupError('log', 'The head of the public log in the database is not that of its entries.');
  }
  return { size: tree.size, root: toBase64(tree.root()), earlierRoot };
}

function valuesOf({ columns }: DumpedTable, line: string): Record<string, string | null> {
  const values = JSON.parse(line) as (string | null)[];
  return Object.fromEntries(columns.map((column, n) => [column, values[n] ?? null]));
}

/** PostgreSQL's hex form of bytes. */
const bytesOf = (text: string | null | undefined): Buffer =>
  Buffer.from((text ?? '').replace(/^\\x/, ''), 'hex');
