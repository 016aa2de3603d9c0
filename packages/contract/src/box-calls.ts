import { cameraIdSchema } from '@porchlight/statements';
import * as z from 'zod';
import { ringChoiceSchema, ringReplySchema } from './ring-calls.ts';

/**
 * What an owner's page asks of the owner's own box: POST /api/owner/boxes/:gatewayId/calls. The hub checks whose box it is,
 * hands the call on, waits for one reply and keeps neither. The box trusts no call for having come through the hub: an
 * act that opens something carries the owner's signature, and what the hub may not read is sealed by the page.
 */
export const boxCallSchema = z.discriminatedUnion('act', [
  /** Connect to a camera that is not live anew, now. */
  z.strictObject({ act: z.literal('try-camera'), cameraId: cameraIdSchema }),
  /** Where the owner begins at Ring, and whether they are linked. */
  z.strictObject({ act: z.literal('ring-begin') }),
  /** What Ring's redirect brought to the owner's page. */
  z.strictObject({
    act: z.literal('ring-finish'),
    nonce: z.string().regex(/^[\w-]{1,100}$/),
    time: z.int().min(0).max(8.64e15),
  }),
  z.strictObject({ act: z.literal('ring-devices') }),
  /** The whole choice: what is not in it is removed. */
  z.strictObject({ act: z.literal('ring-choose'), devices: z.array(ringChoiceSchema).max(64) }),
  z.strictObject({ act: z.literal('ring-unlink') }),
]);
export type BoxCall = z.infer<typeof boxCallSchema>;

export const boxReplySchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('done') }),
  ringReplySchema,
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
