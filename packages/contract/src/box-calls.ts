import { cameraIdSchema } from '@porchlight/statements';
import * as z from 'zod';
import { sealedSchema } from './sealed.ts';

/**
 * What an owner's page asks of the owner's own box: POST /api/owner/boxes/:gatewayId/calls. The hub checks whose box it is,
 * hands the call on, waits for one reply and keeps neither. The box trusts no call for having come through the hub: an
 * act that opens something carries the owner's signature, and what the hub may not read is sealed by the page.
 */
export const boxCallSchema = z.discriminatedUnion('act', [
  /** Connect to a camera that is not live anew, now. */
  z.strictObject({ act: z.literal('try-camera'), cameraId: cameraIdSchema }),
  /** A new camera: a `camera-secret` statement signed by the owner, sealed to the box (`cameraSecretInfo`). */
  z.strictObject({ act: z.literal('camera-add'), camera: sealedSchema }),
  /** Closes, so unsigned: the box forgets the camera and its password. */
  z.strictObject({ act: z.literal('camera-remove'), cameraId: cameraIdSchema }),
]);
export type BoxCall = z.infer<typeof boxCallSchema>;

export const boxReplySchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('done') }),
  /** An expected refusal, as a sentence for the owner: what is wrong and what to do. */
  z.strictObject({
    kind: z.literal('refused'),
    sentence: z.string().min(1).max(300),
    field: z.string().max(64).optional(),
  }),
]);
export type BoxReply = z.infer<typeof boxReplySchema>;

/** A box that has not answered by then is taken to be unreachable. */
export const BOX_CALL_TIMEOUT_MS = 15_000;
