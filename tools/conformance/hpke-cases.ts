import { createCipheriv } from 'node:crypto';
import {
  AEAD_AES_128_GCM,
  AEAD_AES_256_GCM,
  CipherSuite,
  KDF_HKDF_SHA256,
  KDF_HKDF_SHA512,
  KEM_DHKEM_P256_HKDF_SHA256,
  KEM_DHKEM_P521_HKDF_SHA512,
  KEM_DHKEM_X25519_HKDF_SHA256,
} from 'hpke';
import type { Case, SuiteCases } from '../conformance.ts';

interface Encryption {
  readonly 'sequence number': string;
  readonly aad: string;
  readonly pt: string;
  readonly ct: string;
}

interface HpkeVector {
  readonly name: string;
  readonly kem_id: string;
  readonly kdf_id: string;
  readonly aead_id: string;
  readonly info: string;
  readonly skRm: string;
  readonly pkRm: string;
  readonly enc: string;
  readonly key: string;
  readonly base_nonce: string;
  readonly encryptions: readonly Encryption[];
}

const KEMS = {
  16: KEM_DHKEM_P256_HKDF_SHA256,
  18: KEM_DHKEM_P521_HKDF_SHA512,
  32: KEM_DHKEM_X25519_HKDF_SHA256,
} as const;
const KDFS = { 1: KDF_HKDF_SHA256, 3: KDF_HKDF_SHA512 } as const;
const AEADS = { 1: AEAD_AES_128_GCM, 2: AEAD_AES_256_GCM } as const;

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'));
const pick = <T>(table: Readonly<Record<number, T>>, id: string): T | undefined => table[Number(id)];

/** Every published encryption of the base-mode vectors whose suite the HPKE library has, opened by the recipient. */
export function hpkeCases(json: readonly HpkeVector[]): SuiteCases {
  const known = json.filter((v) => pick(KEMS, v.kem_id) && pick(KDFS, v.kdf_id) && pick(AEADS, v.aead_id));
  const left = json.length - known.length;
  return {
    cases: known.flatMap(vectorCases),
    left: left === 0 ? undefined : `${left} vectors of suites the library lacks`,
  };
}

/** One case an encryption; they share the recipient's context, whose counter rises with each opening. */
function vectorCases(vector: HpkeVector): Case[] {
  let recipient: ReturnType<typeof recipientOf> | undefined;
  return vector.encryptions.map((encryption) => ({
    name: `${vector.name}, message ${encryption['sequence number']}`,
    run: async () => {
      recipient ??= recipientOf(vector);
      const context = await recipient;
      for (let n = context.seq; n < Number(encryption['sequence number']); n++)
        await context.Open(unpublished(vector, n));
      const opened = await context.Open(hex(encryption.ct), hex(encryption.aad));
      return Buffer.from(opened).toString('hex') === encryption.pt;
    },
  }));
}

async function recipientOf(vector: HpkeVector) {
  const kem = pick(KEMS, vector.kem_id);
  const kdf = pick(KDFS, vector.kdf_id);
  const aead = pick(AEADS, vector.aead_id);
  if (!kem || !kdf || !aead) throw new RangeError('not a suite of the library');
  const suite = new CipherSuite(kem, kdf, aead);
  const privateKey = await suite.DeserializePrivateKey(hex(vector.skRm), false);
  const publicKey = await suite.DeserializePublicKey(hex(vector.pkRm));
  const pair = { privateKey, publicKey } as never;
  return suite.SetupRecipient(pair, hex(vector.enc), { info: hex(vector.info) });
}

/** An empty message with the number `n`, which the RFC leaves out, sealed with the vector's own key and nonce. */
function unpublished(vector: HpkeVector, n: number): Uint8Array {
  const nonce = Buffer.from(vector.base_nonce, 'hex');
  nonce.writeUInt32BE((nonce.readUInt32BE(8) ^ n) >>> 0, 8);
  const cipher = Number(vector.aead_id) === 1 ? 'aes-128-gcm' : 'aes-256-gcm';
  const gcm = createCipheriv(cipher, hex(vector.key), nonce);
  gcm.final();
  return gcm.getAuthTag();
}
