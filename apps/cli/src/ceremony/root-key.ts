import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { keyFileSchema } from '@porchlight/contract';
import {
  type Ed25519Key,
  ed25519Signer,
  exportPkcs8,
  fingerprintOf,
  generateEd25519,
  importPkcs8,
  type Signer,
} from '@porchlight/statements';
import * as z from 'zod';
import { CliError } from '../cli-error.ts';
import { openSecret, sealedSecretSchema, sealSecret } from './sealed-secret.ts';

/** The public half, to be handed to whoever drafts the root. */
export const publicKeyFileSchema = z.strictObject({
  schema: z.literal('porchlight/public-key/v1'),
  kind: z.literal('ed25519'),
  raw: z.string().length(43),
  /** Whose it is, as the holders call it. */
  name: z.string().min(1).max(80),
});
export type PublicKeyFile = z.infer<typeof publicKeyFileSchema>;

const rootKeySchema = z.strictObject({
  schema: z.literal('porchlight/root-key/v1'),
  raw: z.string().length(43),
  name: z.string().min(1).max(80),
  secret: sealedSecretSchema,
});
type RootKey = z.infer<typeof rootKeySchema>;

/** Makes one root key in a folder of its own: `key.json` (mode 600) and `public.json`. Answers its fingerprint. */
export async function makeRootKey(
  dir: string,
  name: string,
  passphrase: string | undefined,
): Promise<string> {
  const { privateKey, key } = await generateEd25519();
  const secret = sealSecret(await exportPkcs8(privateKey), passphrase);
  const file: RootKey = { schema: 'porchlight/root-key/v1', raw: key.raw, name, secret };
  const open: PublicKeyFile = { schema: 'porchlight/public-key/v1', ...key, name };
  await mkdir(dir, { recursive: true, mode: 0o700 });
  await writeNew(join(dir, 'key.json'), file, 0o600);
  await writeNew(join(dir, 'public.json'), open, 0o644);
  return fingerprintOf(key);
}

export async function writeNew(path: string, value: unknown, mode: number): Promise<void> {
  await writeFile(path, `${JSON.stringify(value, null, 2)}\n`, { flag: 'wx', mode }).catch(
    (cause: unknown) => {
      throw new CliError('exists', `${path} is there already, or cannot be written; a key is made once.`, {
        cause,
      });
    },
  );
}

export async function readPublicKey(file: string): Promise<PublicKeyFile> {
  const parsed = publicKeyFileSchema.safeParse(await readJson(file));
  if (parsed.success) return parsed.data;
  throw new CliError('option', `--root-key: ${file} is not a public.json of porchlight ceremony keys.`);
}

/**
 * A root key to sign with: a folder of {@link makeRootKey}, or a root key file of `porchlight init`. `ask` is called when it
 * is sealed. Throws CliError for a wrong passphrase and for a file that others than this account can read.
 */
export async function openRootKey(
  path: string,
  ask: () => Promise<string>,
): Promise<{ key: Ed25519Key; signer: Signer }> {
  const info = await stat(path).catch((cause: unknown) => {
    throw new CliError('option', `--key: there is no ${path}.`, { cause });
  });
  const file = info.isDirectory() ? join(path, 'key.json') : path;
  if (process.platform !== 'win32' && ((await stat(file)).mode & 0o077) !== 0)
    throw new CliError('key', `Others than this account can read ${file}; run chmod 600 on it.`);
  const content = await readJson(file);
  const plain = keyFileSchema.safeParse(content);
  const own = rootKeySchema.safeParse(content);
  if (!own.success && (!plain.success || plain.data.use !== 'root'))
    throw new CliError('key', `${file} is not a root key.`);
  const raw = own.success ? own.data.raw : (plain.data?.raw ?? '');
  const pkcs8 = own.success ? await openSecret(own.data.secret, ask) : (plain.data?.pkcs8 ?? '');
  const privateKey = await importPkcs8('ed25519', pkcs8);
  if (privateKey === undefined) throw new CliError('key', `${file} holds no usable key.`);
  const key: Ed25519Key = { kind: 'ed25519', raw };
  return { key, signer: await ed25519Signer(privateKey, key) };
}

export async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new CliError('option', `${file} cannot be read as JSON.`, { cause });
  }
}
