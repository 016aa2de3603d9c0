import { describe, expect, it } from 'vitest';
import { epochBinding, wrapInfo } from './epoch-binding.ts';
import { generateHpkeKeyPair, unwrapKey, wrapKey } from './key-wrap.ts';

const secret = new Uint8Array(32).fill(5);
const aad = new Uint8Array(16).fill(1);

describe('wrapping a frame key (RFC 9180 base mode)', () => {
  it('opens for its recipient only, with the same info and aad', async () => {
    const [pair, other] = await Promise.all([generateHpkeKeyPair(), generateHpkeKeyPair()]);
    const info = wrapInfo(new Uint8Array(32));
    const wrapped = await wrapKey(pair.publicKey, secret, info, aad);
    if (wrapped === undefined) throw new Error('not wrapped');
    expect(await unwrapKey(pair, wrapped, info, aad)).toEqual(secret);
    expect(await unwrapKey(other, wrapped, info, aad)).toBeUndefined();
    expect(await unwrapKey(pair, wrapped, wrapInfo(new Uint8Array(32).fill(1)), aad)).toBeUndefined();
    expect(await unwrapKey(pair, wrapped, info, new Uint8Array(16))).toBeUndefined();
  });

  it('has a private key that cannot be exported', async () => {
    const pair = await generateHpkeKeyPair();
    expect(pair.privateKey.extractable).toBe(false);
    expect(pair.publicKey).toHaveLength(65);
  });

  it('refuses a recipient that is not a point of the curve', async () => {
    expect(await wrapKey(new Uint8Array(65).fill(4), secret, aad, aad)).toBeUndefined();
    expect(await wrapKey(new Uint8Array(3), secret, aad, aad)).toBeUndefined();
  });
});

describe('the epoch binding', () => {
  it('does not depend on the order of viewers and changes with each of them', async () => {
    const a = new Uint8Array(32).fill(1);
    const b = new Uint8Array(32).fill(2);
    expect(await epochBinding([a, b])).toEqual(await epochBinding([b, a]));
    expect(await epochBinding([a])).not.toEqual(await epochBinding([a, b]));
  });
  it('refuses a hash of another length', async () => {
    await expect(epochBinding([new Uint8Array(31)])).rejects.toThrow(RangeError);
  });
});
