import { hashSchema } from '@porchlight/statements';
import * as z from 'zod';

/**
 * Body (UTF-8 JSON) of an `epoch` media message: a frame key wrapped for one viewer. It travels on that viewer's own
 * channel and always before the first frame sealed under it.
 * HPKE `info` = UTF-8 of `porchlight/frame-key/v1` ‖ 0x00 ‖ bindings hash; `aad` = the 16-byte header of this message.
 */
export const epochBodySchema = z.strictObject({
  /** SFrame key id, 1 … 2⁵³−1; never used twice by a gateway, also over restarts. */
  kid: z.int().min(1),
  /** SFrame cipher suite: 4 AES-128-GCM, 5 AES-256-GCM (RFC 9605 §8.1). */
  suite: z.union([z.literal(4), z.literal(5)]),
  /** The channel whose frames this key opens: the camera's shared channel, or this viewer's own for catch-up. */
  channel: z.int().min(1).max(0xffff_ffff),
  /** Binding hashes (the log leaves that let the viewers in) of the epoch, sorted; SHA-256 of their concatenation is in the AAD. */
  bindings: z.array(hashSchema).min(1).max(64),
  enc: z.string().max(100),
  wrapped: z.string().max(200),
});
export type EpochBody = z.infer<typeof epochBodySchema>;
