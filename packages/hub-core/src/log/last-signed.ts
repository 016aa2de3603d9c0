import { fromBase64, toBase64 } from '@porchlight/translog';
import type { LogFolder } from './log-folder.ts';

/** The largest tree this hub has signed with a key, kept outside the database: a database restored from an older copy is told by it. */
export interface LastSigned {
  readonly size: number;
  readonly root: Uint8Array;
}

const PATH = 'last-signed';

/**
 * What was signed with the log key of that verifier text; undefined before the first, and when a new root names another key: its
 * log begins with what the database holds. Throws when the file is there and cannot be read as one: that must not look like a new log.
 */
export async function readLastSigned(folder: LogFolder, key: string): Promise<LastSigned | undefined> {
  const bytes = await folder.read(PATH);
  if (bytes === null) return undefined;
  const signed = parseLastSigned(bytes);
  return signed.key === key ? signed : undefined;
}

/** The text of the file; throws when it is not one. */
export function parseLastSigned(bytes: Uint8Array): LastSigned & { readonly key: string } {
  const [sizeLine = '', rootLine = '', keyLine = '', ...rest] = new TextDecoder().decode(bytes).split('\n');
  const size = /^\d{1,15}$/.test(sizeLine) ? Number(sizeLine) : undefined;
  const root = fromBase64(rootLine);
  if (size === undefined || root?.length !== 32 || rest.join('') !== '')
    throw new Error('the file log/last-signed cannot be read');
  return { size, root, key: keyLine };
}

/** On the disk when it resolves; only then may the signature leave. */
export function keepLastSigned(folder: LogFolder, key: string, { size, root }: LastSigned): Promise<void> {
  return folder.keep(PATH, new TextEncoder().encode(`${size}\n${toBase64(root)}\n${key}\n`));
}
