import { type HostId, ID_PATTERN } from '@porchlight/domain';
import * as z from 'zod';
import { fromBase64Url } from './bytes.ts';
import { ed25519KeySchema } from './public-key.ts';

export const hostIdSchema = z
  .string()
  .regex(ID_PATTERN)
  .transform((s) => s as HostId);
/** One line of visible text, so that two names never differ by what nobody sees at their ends. */
const PLAIN_NAME = /^[^\s\p{C}](?:[^\p{C}\p{Zl}\p{Zp}]*[^\s\p{C}])?$/u;
/** A P-256 public key for HPKE: 65 bytes, uncompressed, as base64url. */
export const sealKeySchema = z
  .string()
  .max(88)
  .refine((s) => fromBase64Url(s)?.length === 65, 'expected a 65-byte P-256 point');

/**
 * A named host: somebody who is not the police and runs gateways for owners without a box. Whoever hosts a camera can see
 * it, so the name stands here, in the waiver and in the receipt.
 */
export const hostSchema = z.strictObject({
  hostId: hostIdSchema,
  /** As it stands in every consent for a gateway of this host. */
  name: z.string().max(120).regex(PLAIN_NAME, 'expected a name without a line break or space at its ends'),
  /** The legal person that answers for it. */
  operator: z.string().min(1).max(200),
  /** Proves the host to the hub, and vouches for the gateways it enrols. */
  key: ed25519KeySchema,
  /** HPKE, P-256 uncompressed as base64url: an owner's one-time code is sealed to it. */
  sealKey: sealKeySchema,
  /** How an owner reaches the host: an address or telephone number. */
  contact: z.string().min(1).max(200),
});
export type HostEntry = z.infer<typeof hostSchema>;

/** No two hosts that a reader, a gateway or a sealed code could take for one another. */
export function areDistinct(hosts: readonly HostEntry[]): boolean {
  const distinct = (of: (host: HostEntry) => string): boolean => new Set(hosts.map(of)).size === hosts.length;
  return (
    distinct((h) => h.hostId) &&
    distinct((h) => h.name.toLowerCase()) &&
    distinct((h) => h.key.raw) &&
    distinct((h) => h.sealKey)
  );
}
