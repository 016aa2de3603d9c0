import { challengeSchema, registeredKeySchema, type Site } from '@porchlight/contract';
import {
  type PublicKey,
  type Role,
  type Signer,
  signEnvelope,
  unsignedEnvelope,
} from '@porchlight/statements';
import * as z from 'zod';
import { type ApiResult, okResult } from '../api/api-result.ts';
import { call } from '../api/call.ts';
import { firstRoster } from '../clerk/roster-edits.ts';
import { type KeyChoice, type MadeKey, makeKey } from '../session/register-key.ts';

export interface FirstKey {
  readonly made: MadeKey;
  readonly key: PublicKey;
  readonly fingerprint: string;
}

/** Makes the first clerk's key and has the hub read it; nothing is stored yet. */
export async function registerFirst(
  site: Site,
  name: string,
  choice: KeyChoice,
): Promise<ApiResult<FirstKey>> {
  const made = await makeKey({
    site,
    userName: name,
    staff: true,
    choice,
    challenge: () => call('POST', '/api/start/challenge', challengeSchema, {}),
  });
  if (made.kind === 'fault') return made;
  const read = await call('POST', '/api/start/register', registeredKeySchema, made.value.newKey);
  return read.kind === 'fault' ? read : okResult({ made: made.value, ...read.value });
}

/** Signs roster epoch 1 with the link's key and hands it in. */
export async function signFirstRoster(
  site: Site,
  signer: Signer,
  first: { readonly name: string; readonly roles: readonly Role[]; readonly firstKey: FirstKey },
): Promise<ApiResult<unknown>> {
  const { name, roles, firstKey } = first;
  const roster = firstRoster(site.programme, { name, roles, key: firstKey.key }, Date.now());
  const envelope = await signEnvelope(unsignedEnvelope(roster), signer);
  const answer = await call('POST', '/api/start', z.unknown(), { roster: envelope });
  const [person] = roster.people;
  if (answer.kind === 'ok' && person) await firstKey.made.keep(['clerk'], person.id, name);
  return answer;
}
