import {
  fromBase64Url,
  keyIdOf,
  type PublicKey,
  type Signer,
  sha256,
  toBase64Url,
} from '@porchlight/statements';
import { type ApiResult, type Faulty, localFault, okResult } from '../api/api-result.ts';

/** Milliseconds a person has to touch the key. */
const TOUCH_LIMIT_MS = 120_000;

export type PasskeyProblem = 'insecure' | 'unsupported' | undefined;

/** Why this page cannot use passkeys, or undefined when it can. */
export function passkeyProblem(): PasskeyProblem {
  if (!window.isSecureContext) return 'insecure';
  return 'PublicKeyCredential' in window ? undefined : 'unsupported';
}

/** An assertion as the hub and statements take it; binary fields base64url. */
export interface Assertion {
  readonly credentialId: string;
  readonly authenticatorData: string;
  readonly clientDataJSON: string;
  readonly signature: string;
}

/** Asks for a touch over the challenge. No `credentialIds`: any passkey of this site (discoverable sign-in). */
export async function assertPasskey(
  challenge: Uint8Array<ArrayBuffer>,
  rpId: string,
  credentialIds: readonly string[],
): Promise<ApiResult<Assertion>> {
  const unable = unableFault();
  if (unable) return unable;
  try {
    const credential = (await navigator.credentials.get({
      publicKey: {
        challenge,
        rpId,
        userVerification: 'required',
        timeout: TOUCH_LIMIT_MS,
        allowCredentials: credentialIds.map((id) => ({ type: 'public-key', id: bytesOf(id) })),
      },
    })) as PublicKeyCredential | null;
    if (credential === null) return NO_TOUCH;
    const response = credential.response as AuthenticatorAssertionResponse;
    return okResult({
      credentialId: text(credential.rawId),
      authenticatorData: text(response.authenticatorData),
      clientDataJSON: text(response.clientDataJSON),
      signature: text(response.signature),
    });
  } catch (cause) {
    return touchFault(cause);
  }
}

/** Makes a passkey (ES256, discoverable, user verified) and returns RegistrationResponseJSON. `staff` prefers a key that cannot be copied. */
export async function createPasskey(
  challenge: string,
  rp: { readonly id: string; readonly name: string },
  userName: string,
  staff: boolean,
): Promise<ApiResult<Record<string, unknown>>> {
  const unable = unableFault();
  if (unable) return unable;
  try {
    const credential = (await navigator.credentials.create({
      publicKey: {
        challenge: bytesOf(challenge),
        rp,
        user: { id: crypto.getRandomValues(new Uint8Array(16)), name: userName, displayName: userName },
        pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
        attestation: 'none',
        timeout: TOUCH_LIMIT_MS,
        authenticatorSelection: {
          residentKey: 'required',
          requireResidentKey: true,
          userVerification: 'required',
        },
        ...(staff ? { hints: ['security-key', 'client-device'] } : {}),
      } as PublicKeyCredentialCreationOptions,
    })) as PublicKeyCredential | null;
    return credential === null ? NO_TOUCH : okResult(registrationJson(credential));
  } catch (cause) {
    return touchFault(cause);
  }
}

function registrationJson(credential: PublicKeyCredential): Record<string, unknown> {
  const response = credential.response as AuthenticatorAttestationResponse;
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    ...(credential.authenticatorAttachment
      ? { authenticatorAttachment: credential.authenticatorAttachment }
      : {}),
    clientExtensionResults: {},
    response: {
      attestationObject: text(response.attestationObject),
      clientDataJSON: text(response.clientDataJSON),
      transports: response.getTransports(),
    },
  };
}

/** Thrown by {@link passkeySigner} when the person did not touch the key; carries the sentence. */
export class TouchRefused extends Error {
  readonly result: Faulty;
  constructor(result: Faulty) {
    super(result.fault.sentence);
    this.name = 'TouchRefused';
    this.result = result;
  }
}

/** A signer for statements: one touch, with the SHA-256 of the signed bytes as challenge. Rejects with {@link TouchRefused}. */
export async function passkeySigner(
  key: Extract<PublicKey, { kind: 'passkey' }>,
  rpId: string,
): Promise<Signer> {
  return {
    keyid: await keyIdOf(key),
    sign: async (pae) => {
      const assertion = await assertPasskey(await sha256(pae), rpId, [key.credentialId]);
      if (assertion.kind === 'fault') throw new TouchRefused(assertion);
      const { signature, authenticatorData, clientDataJSON } = assertion.value;
      return { sig: signature, webauthn: { authenticatorData, clientDataJSON } };
    },
  };
}

const NO_TOUCH = localFault(
  'no-touch',
  'The passkey was not used.',
  'Try again, and confirm on your device or touch your security key.',
);

function unableFault(): Faulty | undefined {
  const problem = passkeyProblem();
  if (problem === undefined) return undefined;
  const fault =
    problem === 'insecure'
      ? localFault(
          'insecure',
          'Passkeys work on a secure address only, and this page was opened on an insecure one.',
          'Open the programme’s https address, or localhost on the machine itself.',
        )
      : localFault(
          'unsupported',
          'This browser cannot use passkeys.',
          'Use a current Firefox, Chrome, Edge or Safari.',
        );
  return fault;
}

function touchFault(cause: unknown): Faulty {
  const name = cause instanceof DOMException ? cause.name : '';
  if (name === 'InvalidStateError')
    return localFault('known-key', 'This key is already registered here.', 'Sign in with it instead.');
  if (name === 'SecurityError')
    return localFault(
      'other-site',
      'This page’s address is not the one the programme’s passkeys belong to.',
      'Open the programme’s own address.',
    );
  return NO_TOUCH;
}

function bytesOf(base64Url: string): Uint8Array<ArrayBuffer> {
  return fromBase64Url(base64Url) ?? new Uint8Array();
}

function text(buffer: ArrayBuffer): string {
  return toBase64Url(new Uint8Array(buffer));
}
