import { type CameraId, ID_PATTERN, type OwnerId } from '@porchlight/domain';
import * as z from 'zod';
import { PAUSE_SPANS } from './pause-span.ts';

const id = <T extends string>() =>
  z
    .string()
    .regex(ID_PATTERN)
    .transform((value) => value as T);
const ownerIdSchema = id<OwnerId>();
const cameraIdSchema = id<CameraId>();
const text = (max: number) => z.string().trim().max(max);
const optional = (max: number) => z.string().trim().max(max).optional();

export const logOnForm = z.object({ code: z.string().max(60) });
/** An empty owner means all of them. */
const someOwner = z.union([z.literal(''), ownerIdSchema]);
export const stopForm = z.object({ ownerId: someOwner });
export const pauseForm = z.object({ ownerId: someOwner, span: z.enum(PAUSE_SPANS) });
export const cameraPath = z.object({ cameraId: cameraIdSchema });

/** `name`: what the box is called on the owner's page, when not as it was started. */
export const enrolBody = z.object({ code: z.string().max(40), name: text(80).min(1).optional() });
export const cameraBody = z.object({
  ownerId: ownerIdSchema,
  label: text(80).min(1),
  mainUrl: text(500).min(1),
  subUrl: optional(500),
  username: optional(100),
  password: z.string().max(200).optional(),
});
export const stopBody = z.object({ ownerId: ownerIdSchema.optional() });
/** `until` null: until the owner signs again. */
export const pauseBody = z.object({
  ownerId: ownerIdSchema.optional(),
  until: z.int().min(0).max(8.64e15).nullable(),
});

/** The first thing wrong with a form, in words: which field, and what. */
export function formFault(error: z.ZodError): { readonly field: string; readonly sentence: string } {
  const field = error.issues[0]?.path.join('.') || 'form';
  return { field, sentence: `“${field}” is missing or not as expected.` };
}
