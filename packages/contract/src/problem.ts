import * as z from 'zod';

/** RFC 9457 problem+json, the shape of every error answer. `field` and `next` say what to mend and what to do. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string(),
  field: z.string().optional(),
  next: z.string().optional(),
});
export type Problem = z.infer<typeof problemSchema>;
