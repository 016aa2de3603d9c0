import { cameraIdSchema, envelopeSchema, epochMsSchema, maskPolygonsSchema } from '@porchlight/statements';
import * as z from 'zod';
import { ringChoiceSchema, ringReplySchema } from './ring-calls.ts';
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
  /** What is covered in a camera's picture. */
  z.strictObject({ act: z.literal('masks'), cameraId: cameraIdSchema }),
  /** A statement of kind `masks`; without a signature it may only cover more. */
  z.strictObject({ act: z.literal('cover'), envelope: envelopeSchema }),
  /** A signed statement of kind `preview`. */
  z.strictObject({ act: z.literal('preview'), envelope: envelopeSchema }),
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
  /** `possible` is false where this box cannot cover anything; `detail` says what to do. */
  z.strictObject({
    kind: z.literal('masks'),
    version: z.int().min(0),
    polygons: maskPolygonsSchema,
    possible: z.boolean(),
    detail: z.string().max(300),
  }),
  /** One key picture (H.264, Annex B), sealed by HPKE; see {@link previewInfo}. */
  z.strictObject({
    kind: z.literal('picture'),
    enc: z.string().max(100),
    sealed: z.string().max(450_000),
    codec: z.enum(['h264', 'h265']),
    codecString: z.string().max(40),
    width: z.int().min(1).max(8192),
    height: z.int().min(1).max(8192),
    capturedAt: epochMsSchema,
  }),
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

/** `info` of a preview's HPKE: `porchlight/preview/v1` ‖ 0x00 ‖ the statement's hash as text; `aad` is the camera's id. UTF-8. */
export function previewInfo(statementHash: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`porchlight/preview/v1\0${statementHash}`);
}
