import type { Me, Site } from '@porchlight/contract';
import { keyIdOf, type PublicKey, type Signer, softwareSigner } from '@porchlight/statements';
import { type ApiResult, localFault, okResult } from '../api/api-result.ts';
import { personasOf } from './key-store.ts';
import { lastCredential } from './last-credential.ts';
import { passkeySigner, TouchRefused } from './passkey.ts';

type Passkey = Extract<PublicKey, { kind: 'passkey' }>;

/**
 * The signer of the signed-in person's statements: their passkey (one touch for each signature) or, in a synthetic
 * programme, the software key that this browser holds for them.
 */
export async function getSigner(me: Me, site: Pick<Site, 'rpId' | 'synthetic'>): Promise<ApiResult<Signer>> {
  const software = site.synthetic ? await softwareSignerOf(me) : undefined;
  if (software) return okResult(software);
  const passkeys = me.keys.filter((key): key is Passkey => key.kind === 'passkey');
  const last = lastCredential(me.area);
  const chosen = passkeys.find((key) => key.credentialId === last) ?? passkeys[0];
  if (chosen) return okResult(await passkeySigner(chosen, site.rpId));
  return localFault(
    'no-key',
    'This browser holds no key that may sign for you.',
    'Sign in again on the device that holds your key.',
  );
}

async function softwareSignerOf(me: Me): Promise<Signer | undefined> {
  const own = new Set(await Promise.all(me.keys.map(keyIdOf)));
  for (const persona of await personasOf(me.area))
    if (own.has(await keyIdOf(persona.key))) return softwareSigner(persona.privateKey, persona.key);
  return undefined;
}

/** Runs what signs, and turns a refused touch into a fault. Every other exception is a bug and passes through. */
export async function touching<T>(act: () => Promise<ApiResult<T>>): Promise<ApiResult<T>> {
  try {
    return await act();
  } catch (cause) {
    if (cause instanceof TouchRefused) return cause.result;
    throw cause;
  }
}
