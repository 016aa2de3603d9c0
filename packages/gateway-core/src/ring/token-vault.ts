import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import type { Random } from '../ports.ts';

/**
 * Seals refresh tokens at rest: AES-256-GCM under a key derived (HKDF-SHA-256) from the gateway's own private key, bound to the
 * account. It protects against a file of links that strays alone, as in a support bundle or a careless backup, and against links
 * moved to another account or box. It does not protect against somebody who has the whole state folder, or runs as this
 * process: the box must use the token unattended.
 */
export interface TokenVault {
  encrypt(token: string, accountId: string): string;
  /** Undefined when the text was made by another box, for another account, or altered. */
  decrypt(sealed: string, accountId: string): string | undefined;
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** `secret`: the gateway's private key, as it is kept. */
export function createTokenVault(secret: string, random: Random): TokenVault {
  const key = new Uint8Array(hkdfSync('sha256', secret, '', 'porchlight/ring-tokens/v1', 32));
  return {
    encrypt(token, accountId) {
      const nonce = random.bytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      cipher.setAAD(Buffer.from(accountId));
      const text = Buffer.concat([cipher.update(token, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, text, cipher.getAuthTag()]).toString('base64url');
    },
    decrypt(sealed, accountId) {
      const bytes = Buffer.from(sealed, 'base64url');
      if (bytes.length < NONCE_BYTES + TAG_BYTES) return undefined;
      const cipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES));
      cipher.setAAD(Buffer.from(accountId));
      cipher.setAuthTag(bytes.subarray(-TAG_BYTES));
      try {
        const text = cipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
        return Buffer.concat([text, cipher.final()]).toString('utf8');
      } catch {
        return undefined;
      }
    },
  };
}
