import { parseSframeHeader } from './sframe-header.ts';
import {
  derivationLabel,
  NONCE_BYTES,
  type SframeSuite,
  SUITES,
  TAG_BYTES,
  writeNonce,
} from './sframe-suite.ts';

/** Opens the frames of one key on WebCrypto. Its key cannot be exported. */
export interface Opener {
  readonly kid: number;
  /**
   * Opens `message`, whose first `prefixBytes` are clear and authenticated. Undefined when the frame is malformed, of
   * another key, does not verify, or its counter is not above that of every frame opened before (replay). Frames are
   * opened in the order of the calls; `message` must not change until it is.
   */
  open(message: Uint8Array, prefixBytes: number): Promise<OpenedFrame | undefined>;
}

export interface OpenedFrame {
  readonly ctr: number;
  readonly plaintext: Uint8Array<ArrayBuffer>;
}

export interface OpenerKey {
  readonly suite: SframeSuite;
  readonly kid: number;
  readonly baseKey: Uint8Array;
  /** The epoch's binding, part of every frame's AAD. */
  readonly binding: Uint8Array;
}

export async function createOpener({ suite, kid, baseKey, binding }: OpenerKey): Promise<Opener> {
  const { hash, keyBytes } = SUITES[suite];
  const material = await crypto.subtle.importKey('raw', baseKey as Uint8Array<ArrayBuffer>, 'HKDF', false, [
    'deriveBits',
    'deriveKey',
  ]);
  const params = (use: 'key' | 'salt') => ({
    name: 'HKDF',
    hash,
    salt: new Uint8Array(0),
    info: derivationLabel(use, BigInt(kid), suite),
  });
  const key = await crypto.subtle.deriveKey(
    params('key'),
    material,
    { name: 'AES-GCM', length: keyBytes * 8 },
    false,
    ['decrypt'],
  );
  const salt = new Uint8Array(await crypto.subtle.deriveBits(params('salt'), material, NONCE_BYTES * 8));
  let newest = -1;
  const openNext = async (message: Uint8Array, prefixBytes: number): Promise<OpenedFrame | undefined> => {
    const header = parseSframeHeader(message, prefixBytes);
    if (header === undefined || header.kid !== BigInt(kid)) return undefined;
    const ctr = Number(header.ctr);
    if (ctr <= newest) return undefined;
    const start = prefixBytes + header.length;
    if (message.length < start + TAG_BYTES) return undefined;
    const iv = new Uint8Array(NONCE_BYTES);
    writeNonce(iv, salt, header.ctr);
    const additionalData = aad(message, prefixBytes, start, binding);
    try {
      const sealed = message.subarray(start) as Uint8Array<ArrayBuffer>;
      const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData }, key, sealed);
      newest = ctr;
      return { ctr, plaintext: new Uint8Array(plain) };
    } catch {
      return undefined;
    }
  };
  // One after another: WebCrypto may finish a short frame before a long one that was asked for earlier.
  let tail: Promise<OpenedFrame | undefined> = Promise.resolve(undefined);
  return {
    kid,
    open(message, prefixBytes) {
      tail = tail.then(() => openNext(message, prefixBytes));
      return tail;
    },
  };
}

/** SFrame header ‖ clear prefix ‖ binding. */
function aad(
  message: Uint8Array,
  prefixBytes: number,
  start: number,
  binding: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(start + binding.length);
  bytes.set(message.subarray(prefixBytes, start));
  bytes.set(message.subarray(0, prefixBytes), start - prefixBytes);
  bytes.set(binding, start);
  return bytes;
}
