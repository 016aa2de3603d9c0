import { AEAD_AES_256_GCM, CipherSuite, KDF_HKDF_SHA256, KEM_DHKEM_P256_HKDF_SHA256 } from 'hpke';

/**
 * HPKE (RFC 9180) base mode with DHKEM(P-256, HKDF-SHA256), HKDF-SHA256 and AES-256-GCM. This is the only file that
 * knows the library.
 */
const suite = new CipherSuite(KEM_DHKEM_P256_HKDF_SHA256, KDF_HKDF_SHA256, AEAD_AES_256_GCM);

export interface HpkeKeyPair {
  /** Non-extractable; it may be handed to a worker. */
  readonly privateKey: CryptoKey;
  /** Kept beside the private key: opening needs it. */
  readonly publicCryptoKey: CryptoKey;
  /** 65 bytes, uncompressed point. */
  readonly publicKey: Uint8Array<ArrayBuffer>;
}

export interface WrappedKey {
  /** Encapsulated secret, 65 bytes. */
  readonly enc: Uint8Array<ArrayBuffer>;
  readonly wrapped: Uint8Array<ArrayBuffer>;
}

/** A fresh pair whose private half never leaves WebCrypto. */
export async function generateHpkeKeyPair(): Promise<HpkeKeyPair> {
  return serialised(await suite.GenerateKeyPair(false));
}

/**
 * The pair that belongs to this secret, always the same: for a machine that keeps one key file and needs no second.
 * `secret`: at least 32 bytes of high entropy. HKDF with `label` keeps it apart from every other use of that secret
 * (RFC 9180 §7.1.3 makes the pair).
 */
export async function deriveHpkeKeyPair(
  secret: Uint8Array<ArrayBuffer>,
  label: string,
): Promise<HpkeKeyPair> {
  const material = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits']);
  const info = new TextEncoder().encode(label);
  const params = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info };
  const ikm = new Uint8Array(await crypto.subtle.deriveBits(params, material, 256));
  return serialised(await suite.DeriveKeyPair(ikm, false));
}

async function serialised(pair: { privateKey: unknown; publicKey: unknown }): Promise<HpkeKeyPair> {
  const publicCryptoKey = pair.publicKey as CryptoKey;
  const publicKey = new Uint8Array(await suite.SerializePublicKey(publicCryptoKey));
  return { privateKey: pair.privateKey as CryptoKey, publicCryptoKey, publicKey };
}

/** A pair to be kept in a file, with its private half: 32 bytes, for {@link importHpkeKeyPair}. */
export async function generateHpkeKeyFile(): Promise<{
  readonly secret: Uint8Array<ArrayBuffer>;
  readonly publicKey: Uint8Array<ArrayBuffer>;
}> {
  const pair = await suite.GenerateKeyPair(true);
  return {
    secret: new Uint8Array(await suite.SerializePrivateKey(pair.privateKey)),
    publicKey: new Uint8Array(await suite.SerializePublicKey(pair.publicKey)),
  };
}

/** The pair of a key file; undefined when the bytes are no key. */
export async function importHpkeKeyPair(
  secret: Uint8Array,
  publicKey: Uint8Array<ArrayBuffer>,
): Promise<HpkeKeyPair | undefined> {
  try {
    const privateKey = (await suite.DeserializePrivateKey(secret, false)) as CryptoKey;
    const publicCryptoKey = (await suite.DeserializePublicKey(publicKey)) as CryptoKey;
    return { privateKey, publicCryptoKey, publicKey };
  } catch {
    return undefined;
  }
}

/** Seals `secret` to a 65-byte public key. Undefined when the key is not a point of the curve. */
export async function wrapKey(
  recipientPublicKey: Uint8Array,
  secret: Uint8Array,
  info: Uint8Array,
  aad: Uint8Array,
): Promise<WrappedKey | undefined> {
  try {
    const key = await suite.DeserializePublicKey(recipientPublicKey);
    const { encapsulatedSecret, ciphertext } = await suite.Seal(key, secret, { info, aad });
    return { enc: new Uint8Array(encapsulatedSecret), wrapped: new Uint8Array(ciphertext) };
  } catch {
    return undefined;
  }
}

/** Opens {@link wrapKey}'s result. Undefined when anything does not verify. */
export async function unwrapKey(
  pair: Pick<HpkeKeyPair, 'privateKey' | 'publicCryptoKey'>,
  { enc, wrapped }: WrappedKey,
  info: Uint8Array,
  aad: Uint8Array,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    const keys = { privateKey: pair.privateKey, publicKey: pair.publicCryptoKey };
    return new Uint8Array(await suite.Open(keys, enc, wrapped, { info, aad }));
  } catch {
    return undefined;
  }
}
