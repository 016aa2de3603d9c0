import { createHash } from 'node:crypto';
import type * as z from 'zod';
import { StateError } from './state-error.ts';
import type { StateFiles } from './state-files.ts';

/** A small value on disk, whole in memory. */
export interface Document<T> {
  readonly value: T;
  /** `value` is the new one at once, so that what closes never waits for a disk; resolves when it is on the disk. */
  replace(next: T): Promise<void>;
  /** {@link replace} with a value made from the current one; writes nothing when that is the same object. */
  update(change: (current: T) => T): Promise<void>;
}

const HEAD = /^porchlight-state 1 ([0-9a-f]{64})\n$/;
const HEAD_BYTES = 'porchlight-state 1 '.length + 64 + 1;

const digest = (text: Uint8Array): string => createHash('sha256').update(text).digest('hex');

/** The file's bytes: a line with the SHA-256 of the rest, then JSON. */
export function encodeDocument(value: unknown): Buffer {
  const body = Buffer.from(`${JSON.stringify(value, null, 1)}\n`);
  return Buffer.concat([Buffer.from(`porchlight-state 1 ${digest(body)}\n`), body]);
}

/** Reads what {@link encodeDocument} wrote, or undefined when a byte is missing or other. Never throws. */
export function decodeDocument(bytes: Uint8Array): { readonly json: unknown } | undefined {
  const head = HEAD.exec(Buffer.from(bytes.subarray(0, HEAD_BYTES)).toString('latin1'));
  const body = bytes.subarray(HEAD_BYTES);
  if (head === null || head[1] !== digest(body)) return undefined;
  try {
    return { json: JSON.parse(Buffer.from(body).toString('utf8')) };
  } catch {
    return undefined;
  }
}

/** Opens an existing document. Throws {@link StateError} `state-torn` when it is missing, altered or not of the schema. */
export async function openDocument<T>(
  files: StateFiles,
  name: string,
  schema: z.ZodType<T>,
): Promise<Document<T>> {
  const bytes = await files.read(name);
  if (bytes === undefined) throw new StateError('state-torn', `The state file ${name} is missing.`);
  const read = decodeDocument(bytes);
  const parsed = read && schema.safeParse(read.json);
  if (!parsed?.success) throw new StateError('state-torn', `The state file ${name} is torn or was altered.`);
  return documentOf(files, name, parsed.data);
}

/** Writes a new document and returns it. */
export async function createDocument<T>(files: StateFiles, name: string, value: T): Promise<Document<T>> {
  await files.replace(name, encodeDocument(value));
  return documentOf(files, name, value);
}

function documentOf<T>(files: StateFiles, name: string, initial: T): Document<T> {
  let value = initial;
  let written = initial;
  let turn: Promise<unknown> = Promise.resolve();
  const write = async (): Promise<void> => {
    const newest = value;
    if (newest === written) return;
    await files.replace(name, encodeDocument(newest));
    written = newest;
  };
  const replace = (next: T): Promise<void> => {
    value = next;
    const mine = turn.then(write);
    turn = mine.catch(() => undefined);
    return mine;
  };
  return {
    get value() {
      return value;
    },
    replace,
    update: (change) => replace(change(value)),
  };
}
