import {
  envelopeSchema,
  hashSchema,
  pauseSchema,
  policySchema,
  programmeSchema,
  rootSchema,
  rosterSchema,
  type Trust,
} from '@porchlight/statements';
import * as z from 'zod';

const held = <T extends z.ZodType>(statement: T) =>
  z.strictObject({ statement, hash: hashSchema, envelope: envelopeSchema });

/** {@link Trust} as this gateway stores it. The signatures were verified when each part was taken. */
export const trustSchema: z.ZodType<Trust> = z.strictObject({
  root: rootSchema,
  rootEnvelope: envelopeSchema,
  pin: hashSchema,
  programme: z.exactOptional(held(programmeSchema)),
  policy: z.exactOptional(held(policySchema)),
  roster: z.exactOptional(held(rosterSchema)),
  rosterHashes: z.array(hashSchema),
  twoClerks: z.boolean(),
  pause: z.exactOptional(held(pauseSchema)),
});
