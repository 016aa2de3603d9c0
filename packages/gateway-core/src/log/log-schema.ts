import type { FollowedLog } from '@porchlight/gate';
import { epochMsSchema, hashSchema } from '@porchlight/statements';
import * as z from 'zod';

const index = z.int().min(0);

/** {@link FollowedLog} as this gateway stores it. */
export const followedLogSchema: z.ZodType<FollowedLog> = z.strictObject({
  key: z.string().max(400),
  size: index,
  frontier: z.array(hashSchema).max(53),
  checkpoint: z.string().max(16_384),
  witnessedAt: epochMsSchema,
  standing: z.strictObject({
    floor: index,
    closed: z.array(index),
    over: z.array(index),
    chains: z.array(z.tuple([index, index])),
    roster: z.strictObject({ epoch: z.int().min(1), statement: hashSchema }).nullable(),
    pause: z
      .strictObject({ sequence: z.int().min(1), statement: hashSchema, paused: z.boolean() })
      .nullable(),
  }),
});
