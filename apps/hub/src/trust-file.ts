import { readFile, stat } from 'node:fs/promises';
import { type TrustFile, trustFileSchema } from '@porchlight/contract';
import { HubStartError } from './hub-start-error.ts';

const MAX_BYTES = 1024 * 1024;

/** Reads trust.json; signatures are verified later. Throws {@link HubStartError}. */
export async function readTrustFile(path: string): Promise<TrustFile> {
  try {
    if ((await stat(path)).size > MAX_BYTES) throw new Error('too large');
    return trustFileSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    const sentence = missing
      ? `There is no trust file at ${path}; make one with porchlight init.`
      : `The trust file ${path} cannot be read as one that porchlight init writes.`;
    throw new HubStartError('trust-file', sentence, cause);
  }
}
