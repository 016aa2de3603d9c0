import { cameraIdSchema } from '@porchlight/statements';
import * as z from 'zod';

const deviceIdSchema = z.string().regex(/^[\w.:-]{1,200}$/);

/** Ring does not say how a device is powered, and ends its live sessions after 30 s on battery, 60 s on mains: the owner says it. */
export const ringPowerSchema = z.enum(['battery', 'mains']);

export const ringChoiceSchema = z.strictObject({ deviceId: deviceIdSchema, power: ringPowerSchema });
export type RingChoice = z.infer<typeof ringChoiceSchema>;

/** How an owner's part in Ring stands at one box. */
export const ringReplySchema = z.strictObject({
  kind: z.literal('ring'),
  /** The city's app in Ring's store: where an owner begins. */
  appUrl: z.url().max(500),
  linked: z.boolean(),
  devices: z
    .array(
      z.strictObject({
        deviceId: deviceIdSchema,
        name: z.string().max(60),
        online: z.boolean().nullable(),
        power: ringPowerSchema,
        /** Null: not chosen. */
        cameraId: cameraIdSchema.nullable(),
      }),
    )
    .max(200),
});
export type RingReply = z.infer<typeof ringReplySchema>;
