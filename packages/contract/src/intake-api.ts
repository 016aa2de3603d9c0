import { envelopeSchema, latLonSchema } from '@porchlight/statements';
import * as z from 'zod';

/** POST /api/intake/incidents on the hub; answers 202. The statement's own signature is the authentication. */
export const intakePostSchema = z.strictObject({ envelope: envelopeSchema });
export const intakeAnswerSchema = z.object({ kind: z.enum(['accepted', 'known', 'older']) });

/**
 * The plain webhook of `porchlight intake`: POST /webhook with header
 * `Porchlight-Signature: t=<unix seconds>,v1=<hex HMAC-SHA-256 of "<t>.<body>">`; older than 300 s is refused.
 */
export const webhookCallSchema = z.strictObject({
  /** The dispatch system's own number for the call. */
  call: z.string().min(1).max(64),
  nature: z.string().min(1).max(32),
  status: z.enum(['open', 'closed']),
  position: latLonSchema,
  place: z.string().max(200),
  /** ISO 8601 with offset. */
  reportedAt: z.iso.datetime({ offset: true }),
  /** Rises with each update of the call, from 1. */
  update: z.int().min(1).max(1_000_000),
});
export type WebhookCall = z.infer<typeof webhookCallSchema>;
export const MAX_INTAKE_BODY_BYTES = 256 * 1024;
