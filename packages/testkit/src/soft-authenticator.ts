import { keyIdOf, type PublicKey, type Signer, sha256, toBase64Url } from '@porchlight/statements';

export interface SoftAuthenticatorOptions {
  readonly origin: string;
  readonly rpId: string;
  /** False makes a credential that may be copied (backup eligible). Default true. */
  readonly deviceBound?: boolean;
}

/** What one assertion should say; each field left out is what a correct authenticator and browser write. */
export interface AssertionFaults {
  readonly type?: string;
  readonly origin?: string;
  readonly rpId?: string;
  readonly crossOrigin?: boolean;
  readonly flags?: number;
  readonly challenge?: string;
}

export interface SoftAuthenticator {
  readonly key: Extract<PublicKey, { kind: 'passkey' }>;
  /** Signs envelopes by assertion; `faults` spoil every assertion it makes. */
  signer(faults?: AssertionFaults): Promise<Signer>;
  /** A WebAuthn assertion over a challenge, all fields base64url. */
  assert(
    challenge: Uint8Array,
    faults?: AssertionFaults,
  ): Promise<{ authenticatorData: string; clientDataJSON: string; signature: string }>;
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

function join(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(parts.flatMap((part) => [...part]));
}

/** A software stand-in for a security key: real ES256, real authenticator data and client data (WebAuthn L3 §6.1, §5.8.1). */
export async function softAuthenticator(options: SoftAuthenticatorOptions): Promise<SoftAuthenticator> {
  const deviceBound = options.deviceBound ?? true;
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
  const pair = await crypto.subtle.generateKey(algorithm, false, ['sign', 'verify']);
  const raw = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  const credentialId = toBase64Url(crypto.getRandomValues(new Uint8Array(32)));
  const key = { kind: 'passkey', raw: toBase64Url(raw), credentialId, deviceBound } as const;
  let counter = 0;
  const assert: SoftAuthenticator['assert'] = async (challenge, faults = {}) => {
    const clientData = utf8(
      JSON.stringify({
        type: faults.type ?? 'webauthn.get',
        challenge: faults.challenge ?? toBase64Url(challenge),
        origin: faults.origin ?? options.origin,
        crossOrigin: faults.crossOrigin ?? false,
      }),
    );
    const flags = faults.flags ?? (deviceBound ? 0x05 : 0x1d);
    counter += 1;
    const authData = join(
      await sha256(utf8(faults.rpId ?? options.rpId)),
      new Uint8Array([flags, 0, 0, counter >> 8, counter & 0xff]),
    );
    const signed = join(authData, await sha256(clientData));
    const rs = new Uint8Array(
      await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, pair.privateKey, signed),
    );
    return {
      authenticatorData: toBase64Url(authData),
      clientDataJSON: toBase64Url(clientData),
      signature: toBase64Url(derFromRaw(rs)),
    };
  };
  const signer: SoftAuthenticator['signer'] = async (faults) => ({
    keyid: await keyIdOf(key),
    sign: async (pae) => {
      const { signature, ...webauthn } = await assert(await sha256(pae), faults);
      return { sig: signature, webauthn };
    },
  });
  return { key, signer, assert };
}

/** r ‖ s as the DER SEQUENCE an authenticator writes. */
export function derFromRaw(rs: Uint8Array): Uint8Array<ArrayBuffer> {
  const body = join(derInteger(rs.subarray(0, 32)), derInteger(rs.subarray(32)));
  return join(new Uint8Array([0x30, body.length]), body);
}

function derInteger(digits: Uint8Array): Uint8Array {
  const first = digits.findIndex((byte) => byte !== 0);
  const minimal = first < 0 ? new Uint8Array(1) : digits.subarray(first);
  const value = (minimal[0] as number) >= 0x80 ? join(new Uint8Array(1), minimal) : minimal;
  return join(new Uint8Array([0x02, value.length]), value);
}
