import { readFile } from 'node:fs/promises';
import { type KeyFile, keyFileSchema } from '@porchlight/contract';
import { CliError } from '../cli-error.ts';

/** A key file of `porchlight init` for that use. Throws CliError that names the file. */
export async function readKeyFile(file: string, use: KeyFile['use']): Promise<KeyFile> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new CliError('option', `The key file ${file} cannot be read.`, { cause });
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  const parsed = keyFileSchema.safeParse(json);
  if (!parsed.success || parsed.data.use !== use)
    throw new CliError('option', `${file} is not a key file for ${use}.`);
  return parsed.data;
}
