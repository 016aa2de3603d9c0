import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashOfSecret, newCaseNumber, newSecret } from './case-secret.ts';

const of = (bytes: Uint8Array<ArrayBuffer>) => ({ bytes: (count: number) => bytes.slice(0, count) });
const random = { bytes: (count: number) => crypto.getRandomValues(new Uint8Array(count)) };

describe('a case number', () => {
  it('is well formed whatever the random bytes are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 8, maxLength: 8 }), (bytes) => {
        expect(newCaseNumber(of(new Uint8Array(bytes)))).toMatch(/^N-[2-9A-Z]{4}-[2-9A-Z]{4}$/);
      }),
    );
  });

  it('has no letter that is taken for another', () => {
    for (let byte = 0; byte < 256; byte++)
      expect(newCaseNumber(of(new Uint8Array(8).fill(byte))).slice(2)).not.toMatch(/[01IO]/);
  });
});

describe('the secret of a link', () => {
  it('leads to the hash that was kept, and nothing else does', async () => {
    const { secret, secretHash } = await newSecret(random);
    expect(await hashOfSecret(secret)).toBe(secretHash);
    expect(await hashOfSecret((await newSecret(random)).secret)).not.toBe(secretHash);
    expect(await hashOfSecret(secret.slice(1))).toBeUndefined();
    expect(await hashOfSecret('ä'.repeat(43))).toBeUndefined();
  });
});
