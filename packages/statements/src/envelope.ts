import canonicalize from 'canonicalize';
import * as z from 'zod';
import { fromBase64Url, sha256, toBase64Url } from './bytes.ts';

/** Largest payload of any statement, bytes. */
export const MAX_PAYLOAD_BYTES = 64 * 1024;
/** Largest number of signatures on one envelope. */
export const MAX_SIGNATURES = 8;

export const signatureSchema = z.strictObject({
  keyid: z.string().min(1).max(64),
  /** base64url: Ed25519 64 bytes; software ES256 64 bytes (r ‖ s); passkey ES256 in DER as the authenticator gave it. */
  sig: z.string().min(1).max(200),
  /** Present on passkey signatures: WebAuthn Level 3 §7.2; the challenge is SHA-256 of the PAE. */
  webauthn: z
    .strictObject({
      authenticatorData: z.string().min(1).max(2048),
      clientDataJSON: z.string().min(1).max(4096),
    })
    .optional(),
});
export type Signature = z.infer<typeof signatureSchema>;

/** DSSE v1 envelope; all binary fields are base64url. */
export const envelopeSchema = z.strictObject({
  payloadType: z.string().min(1).max(100),
  payload: z.string().max(Math.ceil((MAX_PAYLOAD_BYTES * 4) / 3)),
  signatures: z.array(signatureSchema).max(MAX_SIGNATURES),
});
export type Envelope = z.infer<typeof envelopeSchema>;

/** `application/vnd.porchlight.<kind>.v1+json`, inside the signed bytes, so no statement can pass for another kind. */
export function payloadTypeOf(kind: string): string {
  return `application/vnd.porchlight.${kind}.v1+json`;
}

/** DSSE v1 pre-authentication encoding: the bytes that are signed. */
export function preAuthEncoding(payloadType: string, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const type = new TextEncoder().encode(payloadType);
  const head = new TextEncoder().encode(`DSSEv1 ${type.length} ${payloadType} ${payload.length} `);
  const bytes = new Uint8Array(head.length + payload.length);
  bytes.set(head);
  bytes.set(payload, head.length);
  return bytes;
}

/** Canonical JSON (RFC 8785) of a statement, as payload bytes, with its payload type; unsigned. */
export function unsignedEnvelope(statement: { readonly kind: string }): Envelope {
  const text = canonicalize(statement);
  if (text === undefined) throw new TypeError('a statement must be JSON');
  return {
    payloadType: payloadTypeOf(statement.kind),
    payload: toBase64Url(new TextEncoder().encode(text)),
    signatures: [],
  };
}

/** The signed bytes of an envelope as received, or undefined when the payload is not base64url. */
export function signedBytes(envelope: Envelope): Uint8Array<ArrayBuffer> | undefined {
  const payload = fromBase64Url(envelope.payload);
  return payload && preAuthEncoding(envelope.payloadType, payload);
}

/** SHA-256 of the pre-authentication encoding, base64url: names a statement whatever its signatures. */
export async function statementHash(envelope: Envelope): Promise<string> {
  const bytes = signedBytes(envelope);
  if (bytes === undefined) throw new TypeError('envelope payload is not base64url');
  return toBase64Url(await sha256(bytes));
}
