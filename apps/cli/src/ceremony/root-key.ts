import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto';
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

/** The public half, to be handed to whoever drafts the root. */
export const publicKeyFileSchema = z.strictObject({
  schema: z.literal('porchlight/public-key/v1'),
  kind: z.literal('ed25519'),
  raw: z.string().length(43),
  /** Whose it is, as the holders call it. */
  name: z.string().min(1).max(80),
});
export type PublicKeyFile = z.infer<typeof publicKeyFileSchema>;

/** The secret half: sealed by scrypt (N = 2¹⁷, r = 8, p = 1) and AES-256-GCM under a passphrase, or plain. */
const rootKeySchema = z.strictObject({
  schema: z.literal('porchlight/root-key/v1'),
  raw: z.string().length(43),
  name: z.string().min(1).max(80),
  secret: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('plain'), pkcs8: z.string().max(200) }),
    z.strictObject({
      kind: z.literal('sealed'),
      salt: z.string().length(32),
      nonce: z.string().length(16),
      sealed: z.string().max(400),
    }),
  ]),
});
type RootKey = z.infer<typeof rootKeySchema>;

const SCRYPT = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024 };
const TAG_BYTES = 16;

/** Makes one root key in a folder of its own: `key.json` (mode 600) and `public.json`. Answers its fingerprint. */
export async function makeRootKey(
  dir: string,
  name: string,
  passphrase: string | undefined,
): Promise<string> {
  const { privateKey, key } = await generateEd25519();
  const pkcs8 = await exportPkcs8(privateKey);
  const secret = passphrase === undefined ? ({ kind: 'plain', pkcs8 } as const) : sealed(pkcs8, passphrase);
  const file: RootKey = { schema: 'porchlight/root-key/v1', raw: key.raw, name, secret };
  const open: PublicKeyFile = { schema: 'porchlight/public-key/v1', ...key, name };
  await mkdir(dir, { recursive: true, mode: 0o700 });
  await writeNew(join(dir, 'key.json'), file, 0o600);
  await writeNew(join(dir, 'public.json'), open, 0o644);
  return fingerprintOf(key);
}

async function writeNew(path: string, value: unknown, mode: number): Promise<void> {
  await writeFile(path, `${JSON.stringify(value, null, 2)}\n`, { flag: 'wx', mode }).catch(
    (cause: unknown) => {
      throw new CliError('exists', `${path} is there already, or cannot be written; a key is made once.`, {
        cause,
      });
    },
  );
}

export async function readPublicKey(file: string): Promise<PublicKeyFile> {
  const parsed = publicKeyFileSchema.safeParse(await json(file));
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
  const content = await json(file);
  const plain = keyFileSchema.safeParse(content);
  const own = rootKeySchema.safeParse(content);
  if (!own.success && (!plain.success || plain.data.use !== 'root'))
    throw new CliError('key', `${file} is not a root key.`);
  const raw = own.success ? own.data.raw : (plain.data?.raw ?? '');
  const pkcs8 = own.success ? await secretOf(own.data, ask) : (plain.data?.pkcs8 ?? '');
  const privateKey = await importPkcs8('ed25519', pkcs8);
  if (privateKey === undefined) throw new CliError('key', `${file} holds no usable key.`);
  const key: Ed25519Key = { kind: 'ed25519', raw };
  return { key, signer: await ed25519Signer(privateKey, key) };
}

async function secretOf({ secret }: RootKey, ask: () => Promise<string>): Promise<string> {
  if (secret.kind === 'plain') return secret.pkcs8;
  const bytes = Buffer.from(secret.sealed, 'base64url');
  const key = scryptSync(await ask(), Buffer.from(secret.salt, 'hex'), 32, SCRYPT);
  const cipher = createDecipheriv('aes-256-gcm', key, Buffer.from(secret.nonce, 'base64url'));
  cipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([cipher.update(bytes.subarray(0, -TAG_BYTES)), cipher.final()]).toString('utf8');
  } catch (cause) {
    throw new CliError('passphrase', 'The passphrase does not open this key.', { cause });
  }
}

function sealed(pkcs8: string, passphrase: string): Extract<RootKey['secret'], { kind: 'sealed' }> {
  const salt = randomBytes(16);
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', scryptSync(passphrase, salt, 32, SCRYPT), nonce);
  const bytes = Buffer.concat([cipher.update(pkcs8, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return {
    kind: 'sealed',
    salt: salt.toString('hex'),
    nonce: nonce.toString('base64url'),
    sealed: bytes.toString('base64url'),
  };
}

async function json(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new CliError('option', `${file} cannot be read as JSON.`, { cause });
  }
}
