import { envelopeSchema } from '@porchlight/statements';
import * as z from 'zod';

/**
 * `trust.json`, written by `porchlight init` and read by hub and intake: the public statements a programme starts with.
 * It holds no secret. `programme` and `policy` are signed by a policy key that `root` names.
 */
export const trustFileSchema = z.strictObject({
  schema: z.literal('porchlight/trust/v1'),
  root: envelopeSchema,
  programme: envelopeSchema,
  policy: envelopeSchema,
});
export type TrustFile = z.infer<typeof trustFileSchema>;

/** GET /api/papers: the public papers in force, for whoever verifies. */
export const papersSchema = trustFileSchema.omit({ schema: true });
export type PublicPapers = z.infer<typeof papersSchema>;

/** One secret key file (mode 600), written by `porchlight init`. `pkcs8` and `raw` are base64url. */
export const keyFileSchema = z.strictObject({
  schema: z.literal('porchlight/key/v1'),
  use: z.enum(['root', 'policy', 'intake', 'log']),
  kind: z.literal('ed25519'),
  raw: z.string().length(43),
  pkcs8: z.string().max(200),
});
export type KeyFile = z.infer<typeof keyFileSchema>;
