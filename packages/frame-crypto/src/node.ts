import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import { encodeSframeHeader, parseSframeHeader } from './sframe-header.ts';
import {
  derivationLabel,
  NONCE_BYTES,
  type SframeSuite,
  SUITES,
  TAG_BYTES,
  writeNonce,
} from './sframe-suite.ts';

export interface SealerKey {
  readonly suite: SframeSuite;
  /** 0 … 2⁵³−1; the caller never uses one twice. */
  readonly kid: number;
  /** Secret input of the key derivation; 16 bytes or more. */
  readonly baseKey: Uint8Array;
}

/** Seals frames under one key. The counter lives here, so one key never sees a counter twice. */
export interface Sealer {
  readonly kid: number;
  /** Frames sealed so far. */
  readonly count: number;
  /**
   * Returns `prefix` ‖ SFrame header ‖ ciphertext ‖ tag in one allocation. `prefix` is sent in clear and authenticated:
   * the AAD is SFrame header ‖ prefix ‖ `binding` (RFC 9605 §4.4.3 with metadata = prefix ‖ binding). `parts` are
   * sealed as one plaintext. Synchronous; throws RangeError when 2⁴⁸ frames were sealed.
   */
  seal(prefix: Uint8Array, parts: readonly Uint8Array[], binding: Uint8Array): Buffer;
}

const MAX_FRAMES = 2 ** 48;

interface Derived {
  readonly key: Buffer;
  readonly salt: Buffer;
  readonly cipher: 'aes-128-gcm' | 'aes-256-gcm';
}

function derive(suite: SframeSuite, kid: bigint, baseKey: Uint8Array): Derived {
  const { hash, keyBytes } = SUITES[suite];
  const digest = hash === 'SHA-256' ? 'sha256' : 'sha512';
  const expand = (use: 'key' | 'salt', length: number): Buffer =>
    Buffer.from(hkdfSync(digest, baseKey, new Uint8Array(0), derivationLabel(use, kid, suite), length));
  return {
    key: expand('key', keyBytes),
    salt: expand('salt', NONCE_BYTES),
    cipher: keyBytes === 16 ? 'aes-128-gcm' : 'aes-256-gcm',
  };
}

export function createSealer({ suite, kid, baseKey }: SealerKey): Sealer {
  if (!Number.isSafeInteger(kid) || kid < 0)
    throw new RangeError('a key id is a whole number from 0 to 2^53−1');
  const { key, salt, cipher } = derive(suite, BigInt(kid), baseKey);
  const nonce = new Uint8Array(NONCE_BYTES);
  let count = 0;
  return {
    kid,
    get count() {
      return count;
    },
    seal(prefix, parts, binding) {
      if (count >= MAX_FRAMES) throw new RangeError('this key has sealed its last frame');
      const ctr = BigInt(count++);
      const header = encodeSframeHeader(BigInt(kid), ctr);
      writeNonce(nonce, salt, ctr);
      const gcm = createCipheriv(cipher, key, nonce, { authTagLength: TAG_BYTES });
      gcm.setAAD(Buffer.concat([header, prefix, binding]));
      const plain = parts.reduce((sum, p) => sum + p.length, 0);
      const out = Buffer.allocUnsafe(prefix.length + header.length + plain + TAG_BYTES);
      out.set(prefix);
      out.set(header, prefix.length);
      let at = prefix.length + header.length;
      for (const part of parts) {
        out.set(gcm.update(part), at);
        at += part.length;
      }
      gcm.final();
      out.set(gcm.getAuthTag(), at);
      return out;
    },
  };
}

/** What {@link openFrame} needs. `binding` as in {@link Sealer.seal}. */
export interface OpenInput {
  readonly suite: SframeSuite;
  readonly baseKey: Uint8Array;
  readonly message: Uint8Array;
  /** Bytes of the clear prefix at the start of the message. */
  readonly prefixBytes: number;
  readonly binding: Uint8Array;
}

/** Opens one frame, or undefined when it is malformed or does not verify. It keeps no state: replay is the caller's matter. */
export function openFrame(input: OpenInput): { kid: bigint; ctr: bigint; plaintext: Buffer } | undefined {
  const { message, prefixBytes } = input;
  const header = parseSframeHeader(message, prefixBytes);
  if (header === undefined) return undefined;
  const start = prefixBytes + header.length;
  if (message.length < start + TAG_BYTES) return undefined;
  const { key, salt, cipher } = derive(input.suite, header.kid, input.baseKey);
  const nonce = new Uint8Array(NONCE_BYTES);
  writeNonce(nonce, salt, header.ctr);
  const gcm = createDecipheriv(cipher, key, nonce, { authTagLength: TAG_BYTES });
  gcm.setAAD(
    Buffer.concat([message.subarray(prefixBytes, start), message.subarray(0, prefixBytes), input.binding]),
  );
  gcm.setAuthTag(message.subarray(message.length - TAG_BYTES));
  const plaintext = gcm.update(message.subarray(start, message.length - TAG_BYTES));
  try {
    gcm.final();
  } catch {
    return undefined;
  }
  return { kid: header.kid, ctr: header.ctr, plaintext };
}
