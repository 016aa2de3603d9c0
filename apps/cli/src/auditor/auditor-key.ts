import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { generateHpkeKeyFile, type HpkeKeyPair, importHpkeKeyPair } from '@porchlight/frame-crypto';
import {
  type Auditor,
  auditorSchema,
  ed25519Signer,
  exportPkcs8,
  fingerprintOf,
  fromBase64Url,
  generateEd25519,
  importPkcs8,
  type Signer,
  toBase64Url,
} from '@porchlight/statements';
import * as z from 'zod';
import { readJson, writeNew } from '../ceremony/root-key.ts';
import { openSecret, sealedSecretSchema, sealSecret } from '../ceremony/sealed-secret.ts';
import { CliError } from '../cli-error.ts';

/** The public half, to be handed to whoever drafts the root. */
const publicAuditorSchema = auditorSchema.extend({ schema: z.literal('porchlight/auditor/v1') });

/** Both keys of an auditor: the one they ask with, and the one that openings are sealed to. */
const auditorKeySchema = auditorSchema.extend({
  schema: z.literal('porchlight/auditor-key/v1'),
  sign: sealedSecretSchema,
  seal: sealedSecretSchema,
});

/** What an auditor asks and opens with. */
export interface AuditorKeys {
  readonly auditor: Auditor;
  readonly signer: Signer;
  readonly pair: HpkeKeyPair;
}

/** Makes an auditor's keys in a folder of their own: `key.json` (mode 600) and `public.json`. Answers the fingerprint. */
export async function makeAuditorKey(
  dir: string,
  name: string,
  passphrase: string | undefined,
): Promise<string> {
  const { privateKey, key } = await generateEd25519();
  const hpke = await generateHpkeKeyFile();
  const auditor: Auditor = { name, signKey: key, sealKey: toBase64Url(hpke.publicKey) };
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const secrets = {
    sign: sealSecret(await exportPkcs8(privateKey), passphrase),
    seal: sealSecret(toBase64Url(hpke.secret), passphrase),
  };
  await writeNew(
    join(dir, 'key.json'),
    { schema: 'porchlight/auditor-key/v1', ...auditor, ...secrets },
    0o600,
  );
  await writeNew(join(dir, 'public.json'), { schema: 'porchlight/auditor/v1', ...auditor }, 0o644);
  return fingerprintOf(key);
}

/** Throws CliError unless it is a public.json of {@link makeAuditorKey}. */
export async function readAuditor(file: string): Promise<Auditor> {
  const parsed = publicAuditorSchema.safeParse(await readJson(file));
  if (!parsed.success)
    throw new CliError('option', `--auditor: ${file} is not a public.json of porchlight auditor keys.`);
  const { name, signKey, sealKey } = parsed.data;
  return { name, signKey, sealKey };
}

/** `ask` is called when the keys are sealed. Throws CliError. */
export async function openAuditorKey(dir: string, ask: () => Promise<string>): Promise<AuditorKeys> {
  const file = join(dir, 'key.json');
  const info = await stat(file).catch((cause: unknown) => {
    throw new CliError('option', `--key: there is no ${file}.`, { cause });
  });
  if (process.platform !== 'win32' && (info.mode & 0o077) !== 0)
    throw new CliError('key', `Others than this account can read ${file}; run chmod 600 on it.`);
  const parsed = auditorKeySchema.safeParse(await readJson(file));
  if (!parsed.success) throw new CliError('key', `${file} is not an auditor’s key.`);
  const { sign, seal, name, signKey, sealKey } = parsed.data;
  const passphrase = sign.kind === 'sealed' ? await ask() : '';
  const given = async () => passphrase;
  const privateKey = await importPkcs8('ed25519', await openSecret(sign, given));
  const secret = fromBase64Url(await openSecret(seal, given));
  const publicKey = fromBase64Url(sealKey);
  const pair = secret && publicKey && (await importHpkeKeyPair(secret, publicKey));
  if (privateKey === undefined || pair === undefined)
    throw new CliError('key', `${file} holds no usable keys.`);
  return { auditor: { name, signKey, sealKey }, signer: await ed25519Signer(privateKey, signKey), pair };
}
