import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { webauthnPasskeys } from './passkeys.ts';

const SITE = { origin: 'https://cameras.example.org', rpId: 'cameras.example.org' };
const passkeys = webauthnPasskeys(SITE);
const sha256 = (data: Buffer | string) => createHash('sha256').update(data).digest();
const b64 = (data: Buffer) => data.toString('base64url');

/** Flags of authenticator data (WebAuthn L3 §6.1): user present, user verified, backup eligible and state, attested data. */
const UP = 0x01;
const UV = 0x04;
const COPIED = 0x18;
const AT = 0x40;

/** An authenticator in a few lines: attestation "none", one ES256 credential. */
function authenticator() {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = publicKey.export({ format: 'jwk' });
  const [x, y] = [jwk.x, jwk.y].map((part) => Buffer.from(part ?? '', 'base64url')) as [Buffer, Buffer];
  const id = randomBytes(16);
  const head = [0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 0x20];
  const cose = Buffer.concat([Buffer.from(head), x, Buffer.from([0x22, 0x58, 0x20]), y]);
  return { id, privateKey, cose, raw: b64(Buffer.concat([Buffer.from([4]), x, y])) };
}

const clientData = (type: string, challenge: string, origin = SITE.origin) =>
  Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));

function registration(
  device: ReturnType<typeof authenticator>,
  challenge: string,
  flags: number,
  origin?: string,
) {
  const length = Buffer.from([0, device.id.length]);
  const attested = Buffer.concat([Buffer.alloc(16), length, device.id, device.cose]);
  const counter = Buffer.alloc(4);
  const authData = Buffer.concat([sha256(SITE.rpId), Buffer.from([flags | AT]), counter, attested]);
  const text = (t: string) => Buffer.concat([Buffer.from([0x60 | t.length]), Buffer.from(t)]);
  // CBOR {"fmt": "none", "attStmt": {}, "authData": bytes}
  const object = Buffer.concat([
    Buffer.from([0xa3]),
    text('fmt'),
    text('none'),
    text('attStmt'),
    Buffer.from([0xa0]),
    text('authData'),
    Buffer.from([0x58, authData.length]),
    authData,
  ]);
  const id = b64(device.id);
  const clientDataJSON = b64(clientData('webauthn.create', challenge, origin));
  const response = { clientDataJSON, attestationObject: b64(object) };
  return { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response };
}

function assertion(key: KeyObject, id: Buffer, challenge: string, flags: number) {
  const authData = Buffer.concat([sha256(SITE.rpId), Buffer.from([flags]), Buffer.from([0, 0, 0, 1])]);
  const client = clientData('webauthn.get', challenge);
  const signature = sign('sha256', Buffer.concat([authData, sha256(client)]), key);
  return {
    challenge,
    credentialId: b64(id),
    authenticatorData: b64(authData),
    clientDataJSON: b64(client),
    signature: b64(signature),
  };
}

describe('webauthnPasskeys', () => {
  it('registers a credential, says whether it stays on its device, and accepts its assertion', async () => {
    for (const [copied, deviceBound] of [
      [0, true],
      [COPIED, false],
    ] as const) {
      const device = authenticator();
      const challenge = b64(randomBytes(32));
      const key = await passkeys.registered(challenge, registration(device, challenge, UP | UV | copied));
      expect(key).toEqual({ kind: 'passkey', raw: device.raw, credentialId: b64(device.id), deviceBound });
      const next = b64(randomBytes(32));
      const post = assertion(device.privateKey, device.id, next, UP | UV | copied);
      expect(await passkeys.assertionHolds(key as never, post)).toBe(true);
      expect(await passkeys.assertionHolds(key as never, { ...post, challenge })).toBe(false);
    }
  });

  it('refuses a registration without user verification, for another challenge or another origin, or of nonsense', async () => {
    const device = authenticator();
    const challenge = b64(randomBytes(32));
    const good = registration(device, challenge, UP | UV);
    expect(await passkeys.registered(challenge, registration(device, challenge, UP))).toBeUndefined();
    expect(await passkeys.registered(b64(randomBytes(32)), good)).toBeUndefined();
    const phished = registration(device, challenge, UP | UV, 'https://cameras.example.net');
    expect(await passkeys.registered(challenge, phished)).toBeUndefined();
    expect(await passkeys.registered(challenge, { id: 'x' })).toBeUndefined();
  });

  it('refuses an assertion without user verification, by another key, or by a credential that became copyable', async () => {
    const device = authenticator();
    const challenge = b64(randomBytes(32));
    const key = {
      kind: 'passkey',
      raw: device.raw,
      credentialId: b64(device.id),
      deviceBound: true,
    } as const;
    const other = authenticator().privateKey;
    for (const post of [
      assertion(device.privateKey, device.id, challenge, UP),
      assertion(other, device.id, challenge, UP | UV),
      assertion(device.privateKey, device.id, challenge, UP | UV | COPIED),
    ])
      expect(await passkeys.assertionHolds(key, post)).toBe(false);
  });
});
