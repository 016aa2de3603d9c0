import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isKeyName, type NoteSigner, verifierKey } from '@porchlight/translog';
import { readOrNull, type StateFiles } from './state-folder.ts';
import { WitnessError } from './witness-error.ts';

const FILE = 'key';

/**
 * The cosignature key in a state folder; undefined when there is none yet. Throws {@link WitnessError} when others than its
 * owner can read the file, or when it is not a key.
 */
export async function readWitnessKey(folder: string): Promise<NoteSigner | undefined> {
  const path = join(folder, FILE);
  const bytes = await readOrNull(path).catch((cause: unknown) => {
    throw new WitnessError('key-torn', `The key file ${path} cannot be read.`, { cause });
  });
  if (bytes === null) return undefined;
  if (((await stat(path)).mode & 0o077) !== 0)
    throw new WitnessError(
      'key-readable',
      `Others can read the key file ${path}: if nobody has, chmod 600 it; else give the city a new witness.`,
    );
  const signer = parseKey(new TextDecoder().decode(bytes));
  if (signer === undefined)
    throw new WitnessError('key-torn', `The file ${path} is not the key of a witness.`);
  return signer;
}

/** Makes a key with that name and keeps it. Throws {@link WitnessError} for a name that cannot stand in a note. */
export async function makeWitnessKey(files: StateFiles, name: string): Promise<NoteSigner> {
  if (!isKeyName(name) || name === 'none')
    throw new WitnessError(
      'name',
      `A witness cannot be called "${name}": no spaces and no plus sign, please.`,
    );
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
  await files.keep(FILE, new TextEncoder().encode(`name ${name}\n${pem}`));
  return signerOf(name, privateKey);
}

function parseKey(text: string): NoteSigner | undefined {
  const [, name = '', pem = ''] = /^name (\S+)\n(-----BEGIN PRIVATE KEY-----[\s\S]+)$/.exec(text) ?? [];
  if (!isKeyName(name)) return undefined;
  try {
    const key = createPrivateKey(pem);
    return key.asymmetricKeyType === 'ed25519' ? signerOf(name, key) : undefined;
  } catch {
    return undefined;
  }
}

function signerOf(name: string, secret: KeyObject): NoteSigner {
  const { x = '' } = createPublicKey(secret).export({ format: 'jwk' });
  const raw = new Uint8Array(Buffer.from(x, 'base64url'));
  return {
    key: verifierKey(name, 'cosignature', raw),
    sign: (message) => new Uint8Array(sign(null, message, secret)),
  };
}
