export { fromBase64Url, sha256, toBase64Url, toHex } from './bytes.ts';
export {
  type Envelope,
  envelopeSchema,
  MAX_PAYLOAD_BYTES,
  MAX_SIGNATURES,
  payloadTypeOf,
  preAuthEncoding,
  type Signature,
  signatureSchema,
  signedBytes,
  statementHash,
  unsignedEnvelope,
} from './envelope.ts';
export * from './kinds.ts';
export { fingerprintOf, groupFingerprint, keyIdOf, type PublicKey, publicKeySchema } from './public-key.ts';
