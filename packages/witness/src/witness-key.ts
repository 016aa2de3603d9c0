import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { exportPkcs8, fromBase64Url, generateEd25519, importPkcs8 } from '@porchlight/statements';
import { isKeyName, type NoteSigner, verifierKey } from '@porchlight/translog';
import * as z from 'zod';
import { openSafeFolder } from './safe-file.ts';
import { WitnessError } from './witness-error.ts';

const FILE = 'key.json';
const keySchema = z.strictObject({
  schema: z.literal('porchlight/witness-key/v1'),
  name: z.string().refine(isKeyName),
  raw: z.string().length(43),
  pkcs8: z.string().max(200),
});

/**
 * The witness's own key, made at the first start under `name`; a later start needs no name. Throws {@link WitnessError} for a
 * file that is not one, or that others than this account can read.
 */
export async function openWitnessKey(dir: string, name: string): Promise<NoteSigner> {
  if (!isKeyName(name))
    throw new WitnessError('key', 'The name of a witness is not empty and has no spaces and no +.');
  const folder = await openSafeFolder(dir);
  const text = (await folder.read(FILE)) ?? (await make(name));
  if ((await folder.read(FILE)) === undefined) await folder.write(FILE, text);
  const path = join(dir, FILE);
  if (process.platform !== 'win32' && ((await stat(path)).mode & 0o077) !== 0)
    throw new WitnessError('key', `Others than this account can read ${path}; run chmod 600 on it.`);
  const parsed = keySchema.safeParse(parseJson(text));
  const secret = parsed.success && (await importPkcs8('ed25519', parsed.data.pkcs8));
  const raw = parsed.success ? fromBase64Url(parsed.data.raw) : undefined;
  if (!parsed.success || !secret || raw?.length !== 32)
    throw new WitnessError('key', `The file ${path} is not the key of a witness.`);
  const sign = async (message: Uint8Array<ArrayBuffer>): Promise<Uint8Array> =>
    new Uint8Array(await crypto.subtle.sign('Ed25519', secret, message));
  return { key: verifierKey(parsed.data.name, 'cosignature', raw), sign };
}

async function make(name: string): Promise<string> {
  const { privateKey, key } = await generateEd25519();
  const file: z.infer<typeof keySchema> = {
    schema: 'porchlight/witness-key/v1',
    name,
    raw: key.raw,
    pkcs8: await exportPkcs8(privateKey),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
