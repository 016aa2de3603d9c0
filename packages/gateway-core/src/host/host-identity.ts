import { deriveHpkeKeyPair, type HpkeKeyPair } from '@porchlight/frame-crypto';
import {
  type Ed25519Key,
  ed25519Signer,
  exportPkcs8,
  fromBase64Url,
  generateEd25519,
  type HostEntry,
  hostSchema,
  importPkcs8,
  type Signer,
  toBase64Url,
} from '@porchlight/statements';
import * as z from 'zod';
import { createDocument, openDocument } from '../state/document.ts';
import { StateError } from '../state/state-error.ts';
import type { StateFiles } from '../state/state-files.ts';

/** What a host says about itself; the programme signs it together with the host's keys. */
export type HostWords = Pick<HostEntry, 'hostId' | 'name' | 'operator' | 'contact'>;

export interface HostIdentity {
  /** What the programme has to name, word for word. */
  readonly card: HostEntry;
  readonly key: Ed25519Key;
  readonly signer: Signer;
  /** Owners' one-time codes are sealed to it. */
  readonly sealPair: HpkeKeyPair;
}

const FILE = 'host.json';
const identitySchema = z.strictObject({
  pkcs8: z.string().max(200),
  card: hostSchema,
});

/** Makes a host's keys in an empty folder. Throws StateError `state-foreign` when there is a host already. */
export async function makeHostIdentity(files: StateFiles, words: HostWords): Promise<HostIdentity> {
  if ((await files.read(FILE)) !== undefined)
    throw new StateError(
      'state-foreign',
      'This folder holds a host already; its card stands in host-card.json.',
    );
  const { privateKey, key } = await generateEd25519();
  const pkcs8 = await exportPkcs8(privateKey);
  const { publicKey } = await sealPairOf(pkcs8);
  const card = hostSchema.parse({ ...words, key, sealKey: toBase64Url(publicKey) });
  await createDocument(files, FILE, { pkcs8, card });
  return openHostIdentity(files);
}

/** Throws StateError when there is none, or it is torn. */
export async function openHostIdentity(files: StateFiles): Promise<HostIdentity> {
  const { value } = await openDocument(files, FILE, identitySchema);
  const { pkcs8, card } = value;
  const privateKey = await importPkcs8('ed25519', pkcs8);
  if (privateKey === undefined)
    throw new StateError('state-torn', `The state file ${FILE} holds no usable key.`);
  const key: Ed25519Key = card.key;
  return { card, key, signer: await ed25519Signer(privateKey, key), sealPair: await sealPairOf(pkcs8) };
}

/** From the host's one key, so that there is no second secret to keep. */
function sealPairOf(pkcs8: string): Promise<HpkeKeyPair> {
  return deriveHpkeKeyPair(fromBase64Url(pkcs8) ?? new Uint8Array(), 'porchlight/host-seal/v1');
}
