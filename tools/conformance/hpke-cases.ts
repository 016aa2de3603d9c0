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

/** Every encryption of every base-mode vector whose suite the HPKE library has, opened by the recipient in order. */
export function hpkeCases(json: readonly HpkeVector[]): SuiteCases {
  const known = json.filter((v) => pick(KEMS, v.kem_id) && pick(KDFS, v.kdf_id) && pick(AEADS, v.aead_id));
  const left = json.length - known.length;
  return {
    cases: known.map(vectorCase),
    left: left === 0 ? undefined : `${left} vectors of suites the library lacks`,
  };
}

function vectorCase(vector: HpkeVector): Case {
  return {
    name: vector.name,
    run: async () => {
      const [kem, kdf, aead] = [
        pick(KEMS, vector.kem_id),
        pick(KDFS, vector.kdf_id),
        pick(AEADS, vector.aead_id),
      ];
      if (!kem || !kdf || !aead) return false;
      const suite = new CipherSuite(kem, kdf, aead);
      const privateKey = await suite.DeserializePrivateKey(hex(vector.skRm), false);
      const publicKey = await suite.DeserializePublicKey(hex(vector.pkRm));
      const recipient = await suite.SetupRecipient({ privateKey, publicKey } as never, hex(vector.enc), {
        info: hex(vector.info),
      });
      let next = 0;
      for (const encryption of vector.encryptions) {
        // The vectors show some sequence numbers only; those between cannot be opened and end the run.
        if (Number(encryption['sequence number']) !== next) break;
        const opened = await recipient.Open(hex(encryption.ct), hex(encryption.aad));
        if (Buffer.from(opened).toString('hex') !== encryption.pt) return false;
        next += 1;
      }
      return next > 0;
    },
  };
}
