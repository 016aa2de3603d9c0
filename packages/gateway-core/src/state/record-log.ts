import { createHash } from 'node:crypto';
import type * as z from 'zod';
import { StateError } from './state-error.ts';
import type { StateFiles } from './state-files.ts';

/** An append-only file of JSON lines, each with a checksum. */
export interface RecordLog<T> {
  /** Resolves when all records are on the disk, in one write. */
  append(records: readonly T[]): Promise<void>;
  /** Changes every record, or drops it (undefined); resolves when the file holds the rest alone. */
  rewrite(change: (record: T) => T | undefined): Promise<void>;
}

const line = (record: unknown): string => {
  const json = JSON.stringify(record);
  return `${checksum(json)} ${json}\n`;
};

function checksum(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

export type LineFault = { readonly kind: 'torn'; readonly line: number };

/**
 * The records of a log's text. A last line without its end was never acknowledged, so nothing was done on its strength: it
 * is left out. Any other bad line is `torn`. Never throws.
 */
export function parseRecords<T>(
  text: string,
  schema: z.ZodType<T>,
): { readonly kind: 'read'; readonly records: T[]; readonly cut: boolean } | LineFault {
  const lines = text.split('\n');
  const rest = lines.pop();
  const records: T[] = [];
  for (const [index, row] of lines.entries()) {
    const json = row.slice(17);
    const parsed = row.slice(0, 17) === `${checksum(json)} ` ? parse(json, schema) : undefined;
    if (parsed === undefined) return { kind: 'torn', line: index + 1 };
    records.push(parsed.value);
  }
  return { kind: 'read', records, cut: rest !== '' };
}

function parse<T>(json: string, schema: z.ZodType<T>): { readonly value: T } | undefined {
  try {
    const parsed = schema.safeParse(JSON.parse(json));
    return parsed.success ? { value: parsed.data } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Opens a log, keeping only the records that `keep` wants (the file is then rewritten). Throws {@link StateError}
 * `state-torn` when the file is missing or a line in it is bad.
 */
export async function openRecordLog<T>(
  files: StateFiles,
  name: string,
  schema: z.ZodType<T>,
  keep: (records: T[]) => T[] = (records) => records,
): Promise<{ readonly log: RecordLog<T>; readonly records: readonly T[] }> {
  const bytes = await files.read(name);
  if (bytes === undefined) throw new StateError('state-torn', `The state file ${name} is missing.`);
  const read = parseRecords(bytes.toString('utf8'), schema);
  if (read.kind === 'torn')
    throw new StateError('state-torn', `Line ${read.line} of the state file ${name} is torn or was altered.`);
  const records = keep(read.records);
  if (read.cut || records.length < read.records.length)
    await files.replace(name, Buffer.from(records.map(line).join('')));
  return { log: appendingTo(files, name, schema), records };
}

/** After a write that failed, the file's end is unknown: nothing more is added until it was opened again. */
function appendingTo<T>(files: StateFiles, name: string, schema: z.ZodType<T>): RecordLog<T> {
  let turn: Promise<unknown> = Promise.resolve();
  return {
    append(added) {
      const write = turn.then(() => files.append(name, Buffer.from(added.map(line).join(''))));
      turn = write;
      write.catch(() => undefined);
      return write;
    },
    rewrite(change) {
      const write = turn.then(async () => {
        const read = parseRecords((await files.read(name))?.toString('utf8') ?? '', schema);
        if (read.kind === 'torn')
          throw new StateError(
            'state-torn',
            `Line ${read.line} of the state file ${name} is torn or was altered.`,
          );
        const left = read.records.flatMap((record) => change(record) ?? []);
        await files.replace(name, Buffer.from(left.map(line).join('')));
      });
      turn = write;
      write.catch(() => undefined);
      return write;
    },
  };
}
