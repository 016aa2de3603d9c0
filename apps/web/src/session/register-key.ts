import type { Area, Site } from '@porchlight/contract';
import { generateSoftware, type SoftwareKey } from '@porchlight/statements';
import { type ApiResult, okResult } from '../api/api-result.ts';
import { keepPersona, personasOf } from './key-store.ts';
import { createPasskey } from './passkey.ts';

/** A new key as the hub takes it (newKeySchema of the contract). */
export type NewKey =
  | { readonly kind: 'passkey'; readonly challenge: string; readonly response: Record<string, unknown> }
  | { readonly kind: 'software'; readonly key: SoftwareKey };

export type KeyChoice = 'passkey' | 'software';

export interface NewKeyWanted {
  readonly site: Pick<Site, 'rpId' | 'name'>;
  readonly userName: string;
  /** Staff keys should be ones that cannot be copied. */
  readonly staff: boolean;
  /** `software` is offered in a synthetic programme only; a real hub refuses it. */
  readonly choice: KeyChoice;
  /** Asks the hub for the one-time challenge. */
  challenge(): Promise<ApiResult<{ readonly challenge: string }>>;
}

export interface MadeKey {
  readonly newKey: NewKey;
  /** Keeps a software key once the hub said whose it is; a passkey is kept by the device. */
  keep(areas: readonly Area[], id: string, name: string): Promise<void>;
}

/** Makes a key for somebody who joins: a passkey with one touch, or a software key of this browser. */
export async function makeKey(wanted: NewKeyWanted): Promise<ApiResult<MadeKey>> {
  if (wanted.choice === 'software') return okResult(await softwareKey());
  const asked = await wanted.challenge();
  if (asked.kind === 'fault') return asked;
  const { challenge } = asked.value;
  const rp = { id: wanted.site.rpId, name: wanted.site.name };
  const made = await createPasskey(challenge, rp, wanted.userName, wanted.staff);
  if (made.kind === 'fault') return made;
  return okResult({ newKey: { kind: 'passkey', challenge, response: made.value }, keep: async () => {} });
}

async function softwareKey(): Promise<MadeKey> {
  const { privateKey, key } = await generateSoftware(false);
  return {
    newKey: { kind: 'software', key },
    keep: async (areas, id, name) => {
      for (const area of areas) {
        const order = (await personasOf(area)).reduce((top, p) => Math.max(top, p.order), -1) + 1;
        await keepPersona({ area, id, name, key, privateKey, order });
      }
    },
  };
}
