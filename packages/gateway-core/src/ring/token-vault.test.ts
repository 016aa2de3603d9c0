import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { systemRandom } from '../ports.ts';
import { createTokenVault } from './token-vault.ts';

describe('tokens at rest', () => {
  const vault = createTokenVault('this box’s private key', systemRandom);

  it('come back for their account, and are not readable in between', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 6, maxLength: 200 }), (token) => {
        const sealed = vault.encrypt(token, 'account');
        expect(vault.decrypt(sealed, 'account')).toBe(token);
        expect(Buffer.from(sealed, 'base64url').includes(Buffer.from(token))).toBe(false);
      }),
    );
  });

  it('do not open for another account, on another box, or with one bit changed', () => {
    const sealed = vault.encrypt('token', 'account');
    expect(vault.decrypt(sealed, 'other')).toBeUndefined();
    expect(createTokenVault('another key', systemRandom).decrypt(sealed, 'account')).toBeUndefined();
    const bytes = Buffer.from(sealed, 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(vault.decrypt(changed.toString('base64url'), 'account')).toBeUndefined();
    }
  });

  it('are refused when they are no sealed text at all', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(vault.decrypt(text, 'account')).toBeUndefined();
      }),
    );
  });
});
