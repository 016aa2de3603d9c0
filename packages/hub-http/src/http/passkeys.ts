import type { AssertionPost, PasskeyKey, Passkeys } from '@porchlight/hub-core';
import { fromBase64Url, toBase64Url } from '@porchlight/statements';
import {
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { decodeCredentialPublicKey } from '@simplewebauthn/server/helpers';

const ES256 = -7;
const COSE_X = -2;
const COSE_Y = -3;

export interface RelyingParty {
  readonly origin: string;
  readonly rpId: string;
}

/** WebAuthn by @simplewebauthn/server: ES256 alone, user verification required, exact origin and RP id. */
export function webauthnPasskeys({ origin, rpId }: RelyingParty): Passkeys {
  const expected = { expectedOrigin: origin, expectedRPID: rpId, requireUserVerification: true };
  return {
    async assertionHolds(key, post) {
      try {
        const { verified, authenticationInfo } = await verifyAuthenticationResponse({
          ...expected,
          response: assertionResponse(post),
          expectedChallenge: post.challenge,
          credential: { id: key.credentialId, publicKey: coseKey(key), counter: 0 },
        });
        return verified && (authenticationInfo.credentialDeviceType === 'singleDevice') === key.deviceBound;
      } catch {
        return false;
      }
    },
    async registered(challenge, response) {
      try {
        const result = await verifyRegistrationResponse({
          ...expected,
          response: response as unknown as RegistrationResponseJSON,
          expectedChallenge: challenge,
          supportedAlgorithmIDs: [ES256],
        });
        if (!result.verified) return undefined;
        const { credential, credentialDeviceType } = result.registrationInfo;
        const raw = rawPoint(credential.publicKey);
        if (raw === undefined || credential.id.length > 1400) return undefined;
        const deviceBound = credentialDeviceType === 'singleDevice';
        return { kind: 'passkey', raw, credentialId: credential.id, deviceBound };
      } catch {
        return undefined;
      }
    },
  };
}

function assertionResponse(post: AssertionPost) {
  const { credentialId, authenticatorData, clientDataJSON, signature } = post;
  return {
    id: credentialId,
    rawId: credentialId,
    type: 'public-key' as const,
    clientExtensionResults: {},
    response: { authenticatorData, clientDataJSON, signature },
  };
}

/** COSE_Key (RFC 9052 §7) of an uncompressed P-256 point: {1: 2, 3: -7, -1: 1, -2: x, -3: y}. */
function coseKey(key: PasskeyKey): Uint8Array<ArrayBuffer> {
  const raw = fromBase64Url(key.raw) ?? new Uint8Array(65);
  const head = [0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20];
  return new Uint8Array([...head, ...raw.subarray(1, 33), 0x22, 0x58, 0x20, ...raw.subarray(33, 65)]);
}

/** The uncompressed point of a COSE P-256 key as base64url. */
function rawPoint(cose: Uint8Array<ArrayBuffer>): string | undefined {
  const map = decodeCredentialPublicKey(cose) as unknown as Map<number, unknown>;
  const [x, y] = [map.get(COSE_X), map.get(COSE_Y)];
  if (!(x instanceof Uint8Array) || !(y instanceof Uint8Array) || x.length !== 32 || y.length !== 32)
    return undefined;
  return toBase64Url(new Uint8Array([4, ...x, ...y]));
}
