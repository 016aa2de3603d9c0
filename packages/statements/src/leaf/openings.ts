import * as z from 'zod';
import { envelopeSchema } from '../envelope.ts';

/** What an owner or an auditor holds of some entries: texts that open their digests, and the papers behind them. */
export const openingsSchema = z.strictObject({
  schema: z.literal('porchlight/openings/v1'),
  entries: z
    .array(
      z.strictObject({
        index: z.int().min(0),
        disclosures: z.array(z.string().max(4096)).max(80),
        /** The papers whose hashes the disclosures name. */
        papers: z
          .strictObject({
            request: envelopeSchema.optional(),
            incident: envelopeSchema.optional(),
            consents: z.array(envelopeSchema).max(64).optional(),
          })
          .optional(),
      }),
    )
    .max(100_000),
});
export type Openings = z.infer<typeof openingsSchema>;
