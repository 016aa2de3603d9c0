import {
  type Ed25519Key,
  exportPkcs8,
  fromBase64Url,
  generateEd25519,
  keyIdOf,
  preAuthEncoding,
  signEnvelope,
  toBase64Url,
  unsignedEnvelope,
  verifiedSigners,
} from '@porchlight/statements';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bootstrapKey } from './bootstrap-key.ts';

async function link(): Promise<{ fragment: string; key: Ed25519Key }> {
  const { privateKey, key } = await generateEd25519();
  const pkcs8 = fromBase64Url(await exportPkcs8(privateKey)) ?? new Uint8Array();
  return { fragment: `#${toBase64Url(pkcs8.subarray(-32))}`, key };
}

describe('the one-time administrator link', () => {
  it('signs as the key that the root names', async () => {
    const { fragment, key } = await link();
    const found = await bootstrapKey(fragment);
    if (found.kind !== 'key') throw new Error(found.kind);
    expect(found.signer.keyid).toBe(await keyIdOf(key));
    const envelope = await signEnvelope(unsignedEnvelope({ kind: 'roster' }), found.signer);
    const site = { origin: 'https://x.example', rpId: 'x.example', synthetic: false };
    expect(await verifiedSigners(envelope, [key], site)).toEqual([key]);
    expect((await found.signer.sign(preAuthEncoding('t', new Uint8Array()))).sig).toHaveLength(86);
  });

  it('says so when the address was cut or is another', async () => {
    const { fragment } = await link();
    for (const text of ['', '#', fragment.slice(0, -1), `${fragment}A`, '#%%%'])
      expect((await bootstrapKey(text)).kind).toBe('no-secret');
    await fc.assert(
      fc.asyncProperty(fc.string(), async (text) =>
        ['key', 'no-secret'].includes((await bootstrapKey(text)).kind),
      ),
    );
  });
});
