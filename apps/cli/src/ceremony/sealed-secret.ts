import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto';
import * as z from 'zod';
import { CliError } from '../cli-error.ts';

/** The secret half of a key in a file: sealed by scrypt (N = 2¹⁷, r = 8, p = 1) and AES-256-GCM under a passphrase, or plain. */
export const sealedSecretSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('plain'), pkcs8: z.string().max(400) }),
  z.strictObject({
    kind: z.literal('sealed'),
    salt: z.string().length(32),
    nonce: z.string().length(16),
    sealed: z.string().max(800),
  }),
]);
export type SealedSecret = z.infer<typeof sealedSecretSchema>;

const SCRYPT = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024 };
const TAG_BYTES = 16;

/** Without a passphrase it stays plain. */
export function sealSecret(text: string, passphrase: string | undefined): SealedSecret {
  if (passphrase === undefined) return { kind: 'plain', pkcs8: text };
  const salt = randomBytes(16);
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', scryptSync(passphrase, salt, 32, SCRYPT), nonce);
  const bytes = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return {
    kind: 'sealed',
    salt: salt.toString('hex'),
    nonce: nonce.toString('base64url'),
    sealed: bytes.toString('base64url'),
  };
}

/** `ask` is called when it is sealed. Throws CliError for a wrong passphrase. */
export async function openSecret(secret: SealedSecret, ask: () => Promise<string>): Promise<string> {
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
