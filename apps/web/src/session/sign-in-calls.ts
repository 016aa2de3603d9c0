import { type Area, challengeSchema, type Me, meSchema } from '@porchlight/contract';
import { fromBase64Url, keyIdOf, toBase64Url } from '@porchlight/statements';
import * as z from 'zod';
import { type ApiResult, okResult } from '../api/api-result.ts';
import { call } from '../api/call.ts';
import type { Persona } from './key-store.ts';
import { rememberCredential } from './last-credential.ts';
import { assertPasskey } from './passkey.ts';

const SOFTWARE_PREFIX = 'porchlight/sign-in/v1\0';
const ES256 = { name: 'ECDSA', hash: 'SHA-256' } as const;

/** A one-time challenge for signing in or registering in an area. */
export function askChallenge(area: Area, purpose: 'sign-in' | 'register', noticeAccepted: boolean) {
  return call('POST', `/api/${area}/challenge`, challengeSchema, { purpose, noticeAccepted });
}

/** Signs in with any passkey of this site (one touch). */
export async function signInWithPasskey(area: Area, noticeAccepted: boolean): Promise<ApiResult<Me>> {
  const asked = await askChallenge(area, 'sign-in', noticeAccepted);
  if (asked.kind === 'fault') return asked;
  const { challenge, rpId, credentialIds } = asked.value;
  const touched = await assertPasskey(fromBase64Url(challenge) ?? new Uint8Array(), rpId, credentialIds);
  if (touched.kind === 'fault') return touched;
  const answer = await call('POST', `/api/${area}/sign-in`, z.unknown(), {
    kind: 'passkey',
    challenge,
    ...touched.value,
  });
  if (answer.kind === 'fault') return answer;
  rememberCredential(area, touched.value.credentialId);
  return loadMe(area);
}

/** Signs in with a software key of this browser; a hub of a real programme refuses it. */
export async function signInWithPersona(persona: Persona, noticeAccepted: boolean): Promise<ApiResult<Me>> {
  const { area } = persona;
  const asked = await askChallenge(area, 'sign-in', noticeAccepted);
  if (asked.kind === 'fault') return asked;
  const { challenge } = asked.value;
  const signed = signInBytes(fromBase64Url(challenge) ?? new Uint8Array());
  const signature = new Uint8Array(await crypto.subtle.sign(ES256, persona.privateKey, signed));
  const answer = await call('POST', `/api/${area}/sign-in`, z.unknown(), {
    kind: 'software',
    challenge,
    keyid: await keyIdOf(persona.key),
    signature: toBase64Url(signature),
  });
  return answer.kind === 'fault' ? answer : loadMe(area);
}

function signInBytes(challenge: Uint8Array): Uint8Array<ArrayBuffer> {
  const prefix = new TextEncoder().encode(SOFTWARE_PREFIX);
  const bytes = new Uint8Array(prefix.length + challenge.length);
  bytes.set(prefix);
  bytes.set(challenge, prefix.length);
  return bytes;
}

export function loadMe(area: Area): Promise<ApiResult<Me>> {
  return call('GET', `/api/${area}/me`, meSchema);
}

export async function signOut(area: Area): Promise<ApiResult<null>> {
  const answer = await call('POST', `/api/${area}/sign-out`, z.unknown(), {});
  return answer.kind === 'fault' ? answer : okResult(null);
}
