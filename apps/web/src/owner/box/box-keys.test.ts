import { boxMacInput, enrolmentSecrets, type OwnerGatewayView, sealKeyBytes } from '@porchlight/contract';
import { ed25519Signer, generateEd25519, toBase64Url } from '@porchlight/statements';
import { beforeEach, describe, expect, it } from 'vitest';
import { boxHasCode, boxKeyState, rememberBox, sealKeyOf } from './box-keys.ts';

const CODE = '4F7K-Q2XN-90TB';

async function makeBox() {
  const { privateKey, key } = await generateEd25519();
  const { boxMacKey } = await enrolmentSecrets(CODE.replaceAll('-', ''));
  const mac = await crypto.subtle.sign('HMAC', boxMacKey, boxMacInput(key.raw));
  const sealKey = toBase64Url(new Uint8Array(65).fill(4));
  const { sig } = await (await ed25519Signer(privateKey, key)).sign(sealKeyBytes('gw-1', sealKey));
  const boxMac = toBase64Url(new Uint8Array(mac));
  return { gatewayId: 'gw-1', key, boxMac, seal: { sealKey, signature: sig } } as unknown as OwnerGatewayView;
}

beforeEach(() => {
  const held = new Map<string, string>();
  const storage = {
    getItem: (k: string) => held.get(k) ?? null,
    setItem: (k: string, v: string) => held.set(k, v),
  };
  Object.defineProperty(globalThis, 'localStorage', { value: storage, configurable: true });
});

describe('what a browser knows a box by', () => {
  it('the code it made tells this box from every other, whatever the server says', async () => {
    const [box, other] = [await makeBox(), await makeBox()];
    expect(await boxHasCode(box, CODE)).toBe(true);
    expect(await boxHasCode({ ...box, key: other.key }, CODE)).toBe(false);
    expect(await boxHasCode(box, '4F7K-Q2XN-90TC')).toBe(false);
    expect(await boxHasCode({ ...box, boxMac: null }, CODE)).toBe(false);
    expect(await boxHasCode(box, 'no code')).toBe(false);
  });

  it('seals to nothing but what the box itself signed, for itself', async () => {
    const [box, other] = [await makeBox(), await makeBox()];
    expect(await sealKeyOf(box)).toHaveLength(65);
    expect(await sealKeyOf({ ...box, seal: other.seal })).toBeUndefined();
    expect(await sealKeyOf({ ...box, gatewayId: 'gw-2' as never })).toBeUndefined();
    expect(await sealKeyOf({ ...box, seal: null })).toBeUndefined();
  });

  it('remembers the first key, and says so when another stands in its place', async () => {
    const [box, other] = [await makeBox(), await makeBox()];
    expect(boxKeyState(box)).toBe('new');
    rememberBox(box);
    expect(boxKeyState(box)).toBe('same');
    expect(boxKeyState({ ...box, key: other.key })).toBe('other');
  });
});
