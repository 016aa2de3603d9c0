import * as z from 'zod';
import { fromBase64Url, sha256, toBase64Url, toHex } from './bytes.ts';

const base64Url = (bytes: number) =>
  z
    .string()
    .max(Math.ceil((bytes * 4) / 3))
    .refine((s) => fromBase64Url(s)?.length === bytes, `expected ${bytes} bytes as base64url`);

/** A service's key alone: of a host, a gateway, an intake. */
export const ed25519KeySchema = z.strictObject({ kind: z.literal('ed25519'), raw: base64Url(32) });

/**
 * A key that may sign statements.
 * - `ed25519`: a service's key (root, intake, gateway), 32 bytes.
 * - `passkey`: a WebAuthn credential with ES256, 65-byte uncompressed P-256 point; signs by assertion only.
 * - `software`: an ES256 key held by a browser. Accepted under a synthetic root only.
 */
export const publicKeySchema = z.discriminatedUnion('kind', [
  ed25519KeySchema,
  z.strictObject({
    kind: z.literal('passkey'),
    raw: base64Url(65),
    credentialId: z.string().min(1).max(1400),
    /** True when the authenticator reported a credential that cannot be copied (`singleDevice`). */
    deviceBound: z.boolean(),
  }),
  z.strictObject({ kind: z.literal('software'), raw: base64Url(65) }),
]);
export type PublicKey = z.infer<typeof publicKeySchema>;

/** Names a key in envelopes: base64url of SHA-256(kind ‖ 0x00 ‖ raw key bytes). */
export async function keyIdOf(key: PublicKey): Promise<string> {
  return toBase64Url(await keyDigest(key));
}

/** What a person compares: the first 20 digits of the key's digest in groups of four, e.g. `3f2a 90c1 77de 0b14 e2c9`. */
export async function fingerprintOf(key: PublicKey): Promise<string> {
  return groupFingerprint(await keyDigest(key));
}

export function groupFingerprint(digest: Uint8Array): string {
  return (toHex(digest.subarray(0, 10)).match(/.{4}/g) ?? []).join(' ');
}

async function keyDigest(key: PublicKey): Promise<Uint8Array<ArrayBuffer>> {
  const raw = fromBase64Url(key.raw) ?? new Uint8Array();
  const prefix = new TextEncoder().encode(`${key.kind}\0`);
  const input = new Uint8Array(prefix.length + raw.length);
  input.set(prefix);
  input.set(raw, prefix.length);
  return sha256(input);
}
