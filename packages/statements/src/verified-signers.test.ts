import {
  derFromRaw,
  makeService,
  makeSigner,
  softAuthenticator,
  TEST_ORIGIN,
  TEST_RP_ID,
} from '@porchlight/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromBase64Url, toBase64Url } from './bytes.ts';
import { type Envelope, unsignedEnvelope } from './envelope.ts';
import { rawFromDer } from './passkey-assertion.ts';
import { keyIdOf } from './public-key.ts';
import {
  exportPkcs8,
  generateEd25519,
  generateSoftware,
  importPkcs8,
  signEnvelope,
  softwareSigner,
} from './signer.ts';
import { personMayHold, verifiedSigners } from './verified-signers.ts';

const SITE = { origin: TEST_ORIGIN, rpId: TEST_RP_ID, synthetic: false };
const PAYLOAD = unsignedEnvelope({ kind: 'pause' });

describe('signers', () => {
  test('counts each key once, whatever the number of its signatures', async () => {
    const service = await makeService();
    const envelope = await signEnvelope(PAYLOAD, service.signer);
    const twice = { ...envelope, signatures: [...envelope.signatures, ...envelope.signatures] };
    expect(await verifiedSigners(twice, [service.key, service.key], SITE)).toEqual([service.key]);
  });

  test('signing again replaces the signature of the same key and keeps the others', async () => {
    const [a, b] = [await makeService(), await makeService()];
    let envelope = await signEnvelope(PAYLOAD, a.signer);
    envelope = await signEnvelope(await signEnvelope(envelope, b.signer), a.signer);
    expect(envelope.signatures).toHaveLength(2);
    expect(await verifiedSigners(envelope, [a.key, b.key], SITE)).toHaveLength(2);
  });

  test('does not count a signature over another payload, another type, or under another key’s id', async () => {
    const [a, b] = [await makeService(), await makeService()];
    const envelope = await signEnvelope(PAYLOAD, a.signer);
    const [signature] = envelope.signatures;
    const moved = (to: Partial<Envelope>) => verifiedSigners({ ...envelope, ...to }, [a.key, b.key], SITE);
    expect(await moved({ payload: unsignedEnvelope({ kind: 'other' }).payload })).toEqual([]);
    expect(await moved({ payloadType: 'application/vnd.porchlight.roster.v1+json' })).toEqual([]);
    const keyid = await keyIdOf(b.key);
    expect(await moved({ signatures: [{ ...(signature as never as object), keyid } as never] })).toEqual([]);
  });

  test('counts a software key under a synthetic root only', async () => {
    const { privateKey, key } = await generateSoftware();
    const envelope = await signEnvelope(PAYLOAD, await softwareSigner(privateKey, key));
    expect(await verifiedSigners(envelope, [key], SITE)).toEqual([]);
    expect(await verifiedSigners(envelope, [key], { ...SITE, synthetic: true })).toEqual([key]);
    expect(personMayHold(key, false)).toBe(false);
    expect(personMayHold(key, true)).toBe(true);
  });

  test('people hold no service keys, synthetic or not', async () => {
    const { key } = await makeService();
    expect([personMayHold(key, false), personMayHold(key, true)]).toEqual([false, false]);
  });

  test('a software signature does not pass for a passkey of the same point', async () => {
    const { privateKey, key } = await generateSoftware();
    const passkey = { ...key, kind: 'passkey', credentialId: 'x', deviceBound: true } as const;
    const signer = { ...(await softwareSigner(privateKey, key)), keyid: await keyIdOf(passkey) };
    const envelope = await signEnvelope(PAYLOAD, signer);
    expect(await verifiedSigners(envelope, [passkey], { ...SITE, synthetic: true })).toEqual([]);
  });

  test('private keys travel as PKCS #8 and come back able to sign', async () => {
    const { privateKey, key } = await generateEd25519();
    const back = await importPkcs8('ed25519', await exportPkcs8(privateKey));
    expect(back?.extractable).toBe(false);
    expect(await importPkcs8('software', await exportPkcs8(privateKey))).toBeUndefined();
    expect(await importPkcs8('ed25519', 'AAAA')).toBeUndefined();
    expect(key.kind).toBe('ed25519');
  });
});

describe('passkey assertions (WebAuthn L3 §7.2)', () => {
  const authenticator = softAuthenticator({ origin: TEST_ORIGIN, rpId: TEST_RP_ID });
  const holds = async (faults?: Parameters<Awaited<typeof authenticator>['signer']>[0]): Promise<boolean> => {
    const { key, signer } = await authenticator;
    const envelope = await signEnvelope(PAYLOAD, await signer(faults));
    return (await verifiedSigners(envelope, [key], SITE)).length === 1;
  };

  test('hold when made here, for this, by a verified user', async () => {
    expect(await holds()).toBe(true);
  });

  test.each([
    ['a registration', { type: 'webauthn.create' }],
    ['another challenge', { challenge: toBase64Url(new Uint8Array(32)) }],
    ['another origin', { origin: 'https://cameras.example.net' }],
    ['a subdomain', { origin: 'https://x.cameras.example.org' }],
    ['http', { origin: 'http://cameras.example.org' }],
    ['a cross-origin frame', { crossOrigin: true }],
    ['another RP id', { rpId: 'example.org' }],
    ['no user present', { flags: 0x04 }],
    ['no user verified', { flags: 0x01 }],
    ['a credential that has become copiable', { flags: 0x0d }],
    ['backed up without being eligible', { flags: 0x15 }],
  ])('do not hold with %s', async (_, faults) => {
    expect(await holds(faults)).toBe(false);
  });

  test('a synced passkey holds as what it is, and not as device-bound', async () => {
    const { key, signer } = await makeSigner('passkey', false);
    const envelope = await signEnvelope(PAYLOAD, signer);
    expect(await verifiedSigners(envelope, [key], SITE)).toEqual([key]);
    expect(await verifiedSigners(envelope, [{ ...key, deviceBound: true } as typeof key], SITE)).toEqual([]);
  });

  test('do not hold with trailing bytes, without the assertion, or with a raw signature', async () => {
    const { key, signer } = await authenticator;
    const [signature] = (await signEnvelope(PAYLOAD, await signer())).signatures;
    if (!signature?.webauthn) throw new Error('no assertion');
    const authData = fromBase64Url(signature.webauthn.authenticatorData) ?? new Uint8Array();
    const longer = toBase64Url(new Uint8Array([...authData, 0]));
    const der = fromBase64Url(signature.sig) ?? new Uint8Array();
    for (const bad of [
      { ...signature, webauthn: { ...signature.webauthn, authenticatorData: longer } },
      { keyid: signature.keyid, sig: signature.sig },
      { ...signature, sig: toBase64Url(rawFromDer(der) ?? new Uint8Array()) },
    ])
      expect(await verifiedSigners({ ...PAYLOAD, signatures: [bad] }, [key], SITE)).toEqual([]);
  });
});

describe('DER signatures', () => {
  test('every r ‖ s comes back from its DER', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 64, maxLength: 64 }), (rs) => {
        expect(rawFromDer(derFromRaw(rs))).toEqual(new Uint8Array(rs));
      }),
    );
  });

  test('nothing but minimal DER is read, and nothing throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        const raw = rawFromDer(bytes);
        if (raw) expect(derFromRaw(raw)).toEqual(new Uint8Array(bytes));
      }),
    );
    const der = [...derFromRaw(new Uint8Array(64).fill(7))];
    expect(rawFromDer(new Uint8Array([...der, 0]))).toBeUndefined();
    expect(rawFromDer(new Uint8Array([0x30, 0x08, 2, 2, 0, 7, 2, 2, 0, 7]))).toBeUndefined();
    expect(rawFromDer(new Uint8Array([0x30, 0x06, 2, 1, 0x87, 2, 1, 7]))).toBeUndefined();
  });
});
