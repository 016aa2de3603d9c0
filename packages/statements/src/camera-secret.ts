import * as z from 'zod';
import { base, epochMsSchema, gatewayIdSchema, ownerIdSchema, text } from './fields.ts';

/**
 * A camera that its owner connects from afar, with what it takes to reach it. It travels sealed to the gateway alone and is
 * stored nowhere else: a signed message with a secret inside, not a paper of the log.
 */
export const cameraSecretSchema = z.strictObject({
  ...base('camera-secret'),
  ownerId: ownerIdSchema,
  gatewayId: gatewayIdSchema,
  label: text(80).min(1),
  mainUrl: text(500).min(1),
  subUrl: text(500).min(1).nullable(),
  username: text(100),
  password: text(200),
  issuedAt: epochMsSchema,
});
export type CameraSecret = z.infer<typeof cameraSecretSchema>;
