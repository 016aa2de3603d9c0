import {
  cameraIdSchema,
  envelopeSchema,
  epochMsSchema,
  gatewayIdSchema,
  hashSchema,
  incidentClassSchema,
  maskPolygonsSchema,
  ownerIdSchema,
  publicKeySchema,
  requestIdSchema,
} from '@porchlight/statements';
import * as z from 'zod';
import { cameraTermsSchema } from '../consents/camera-terms.ts';
import { ringIdSchema } from '../ring/ring-schemas.ts';

/** The gateway's own key, made on the box, and the name the hub gave it at the first enrolment. */
export const identitySchema = z.strictObject({
  pkcs8: z.string().max(200),
  raw: z.string().length(43),
  gatewayId: gatewayIdSchema.nullable(),
});
export type Identity = z.infer<typeof identitySchema>;

/** Starts of this gateway so far: the upper part of every key id, so that none is used twice. */
export const counterSchema = z.strictObject({
  starts: z
    .int()
    .min(0)
    .max(2 ** 20),
});

/** How a camera is reached. RTSP, WHEP and JPEG pictures over HTTP by `mainUrl` and its neighbours, with the password as WHEP's token. */
export const cameraSourceSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('rtsp') }),
  z.strictObject({ kind: z.literal('pictures') }),
  z.strictObject({ kind: z.literal('whep'), url: z.string().max(500) }),
  z.strictObject({
    kind: z.literal('ring'),
    deviceId: ringIdSchema,
    /** As the owner says: it decides after how long Ring ends a live session. */
    power: z.enum(['battery', 'mains']),
  }),
]);

export const cameraRecordSchema = z.strictObject({
  cameraId: cameraIdSchema,
  ownerId: ownerIdSchema,
  label: z.string().min(1).max(80),
  mainUrl: z.string().max(500),
  subUrl: z.string().max(500).nullable(),
  username: z.string().max(100),
  password: z.string().max(200),
  /** Absent in what older gateways wrote: RTSP. */
  source: cameraSourceSchema.default({ kind: 'rtsp' }),
  addedAt: epochMsSchema,
});
/** A camera and its credentials: they never leave this machine but towards the camera. */
export type CameraRecord = z.infer<typeof cameraRecordSchema>;
export const camerasSchema = z.array(cameraRecordSchema).max(2000);

export const ownerRecordSchema = z.strictObject({
  ownerId: ownerIdSchema,
  keys: z.array(publicKeySchema).min(1).max(8),
  enrolledAt: epochMsSchema,
  terms: z.record(cameraIdSchema, cameraTermsSchema),
  /** The signed consents that the terms come from, by hash. */
  consents: z.record(hashSchema, envelopeSchema),
});
export type OwnerRecord = z.infer<typeof ownerRecordSchema>;

export const ownerIndexSchema = z.array(ownerIdSchema).max(2000);

/** One line of the record of looks. `taken` is on the disk before the first picture; `settled` once the hub was told. */
export const lookRecordSchema = z.discriminatedUnion('t', [
  z.strictObject({
    t: z.literal('taken'),
    requestId: requestIdSchema,
    requestHash: hashSchema,
    cameraIds: z.array(cameraIdSchema).min(1).max(64),
    at: epochMsSchema,
  }),
  z.strictObject({
    t: z.literal('settled'),
    requestId: requestIdSchema,
    cameraIds: z.array(cameraIdSchema).min(1).max(64),
    at: epochMsSchema,
  }),
]);
export type LookRecord = z.infer<typeof lookRecordSchema>;

/** One line of the owner's journal: who looked or was refused, in what capacity, why. */
export const journalRecordSchema = z.strictObject({
  at: epochMsSchema,
  requestId: requestIdSchema,
  cameraId: cameraIdSchema,
  ownerId: ownerIdSchema,
  result: z.enum(['opened', 'refused', 'ended', 'lapsed', 'preview']),
  reasons: z.array(z.string().max(64)).max(32),
  class: incidentClassSchema.nullable(),
  place: z.string().max(200),
});
export type JournalRecord = z.infer<typeof journalRecordSchema>;

/** What is covered in each camera's picture, by the highest version seen. */
export const masksRecordSchema = z.record(
  cameraIdSchema,
  z.strictObject({ version: z.int().min(1), polygons: maskPolygonsSchema }),
);
export type MasksRecord = z.infer<typeof masksRecordSchema>;

/** scrypt of the local page's pass code; null before the first start printed one. */
export const localAccessSchema = z.strictObject({ salt: z.string(), hash: z.string() }).nullable();
export type LocalAccess = z.infer<typeof localAccessSchema>;
