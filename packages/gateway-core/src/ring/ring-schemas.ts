import { epochMsSchema, ownerIdSchema } from '@porchlight/statements';
import * as z from 'zod';

/** Opaque; of the letters that Ring's ids are made of, so that one can stand in a path. */
export const ringIdSchema = z.string().regex(/^[\w.:-]{1,200}$/);

/** AES-256-GCM: 12 bytes of nonce, ciphertext, 16 bytes of tag, base64url. */
export const sealedSchema = z.string().max(6000);

export const ringLinkSchema = z.strictObject({
  ownerId: ownerIdSchema,
  accountId: ringIdSchema,
  refreshToken: sealedSchema,
  linkedAt: epochMsSchema,
  /** A refresh token lives about thirty days. */
  refreshedAt: epochMsSchema,
});
/** One owner's link to a Ring account. */
export type RingLink = z.infer<typeof ringLinkSchema>;
export const ringLinksSchema = z.array(ringLinkSchema).max(2000);

export const tokensSchema = z.object({
  access_token: z.string().min(1).max(4000),
  refresh_token: z.string().min(1).max(4000),
  expires_in: z
    .number()
    .min(1)
    .max(86_400 * 30),
});

export const userSchema = z.object({ data: z.object({ id: ringIdSchema }) });

const resource = z.object({ type: z.string().max(60), id: z.string().max(250) });
/** JSON:API, GET /v1/devices?include=status. */
export const devicesSchema = z.object({
  data: z
    .array(
      resource.extend({
        id: ringIdSchema,
        attributes: z.object({ name: z.string().max(200) }),
        relationships: z.object({ status: z.object({ data: resource }).optional() }).optional(),
      }),
    )
    .max(200),
  included: z
    .array(resource.extend({ attributes: z.object({ online: z.boolean().optional() }).optional() }))
    .max(1000)
    .optional(),
});

/** A webhook of version 1.1. */
export const webhookSchema = z.object({
  meta: z.object({ request_id: z.string().min(1).max(200), account_id: ringIdSchema }),
  data: z.object({
    type: z.string().max(60),
    attributes: z.object({
      source: z.string().max(200),
      source_type: z.string().max(60).optional(),
      timestamp: z.number().min(0).max(8.64e15).optional(),
    }),
  }),
});
