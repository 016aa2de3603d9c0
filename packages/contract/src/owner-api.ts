import {
  cameraConsentSchema,
  cameraIdSchema,
  ed25519KeySchema,
  envelopeSchema,
  epochMsSchema,
  gatewayIdSchema,
  hashSchema,
  hostIdSchema,
  incidentClassSchema,
  ownerIdSchema,
  publicKeySchema,
  requestIdSchema,
  sealKeySchema,
} from '@porchlight/statements';
import * as z from 'zod';
import { CAMERA_STATES } from './gateway-messages.ts';
import { ownerAskSchema } from './no-view-api.ts';

/** GET /api/waiver */
export const waiverSchema = z.object({
  version: z.string(),
  language: z.string(),
  text: z.string(),
  textHash: hashSchema,
});
export type Waiver = z.infer<typeof waiverSchema>;

export const ownerCameraViewSchema = z.object({
  cameraId: cameraIdSchema,
  gatewayId: gatewayIdSchema,
  label: z.string(),
  state: z.enum([...CAMERA_STATES, 'gateway-offline']),
  detail: z.string(),
  /** Terms in force, or null when the waiver for this camera is not signed (or was withdrawn). */
  consent: cameraConsentSchema.nullable(),
  consentVersion: z.int().nullable(),
  /** `waiting`: a widening made from afar holds only from `effectiveAt`. */
  consentState: z.enum(['none', 'in-force', 'waiting', 'refused', 'expired', 'sent']),
  effectiveAt: epochMsSchema.nullable(),
  /** Null: not paused. 0: until the owner signs again. */
  pausedUntil: epochMsSchema.nullable(),
});
export type OwnerCameraView = z.infer<typeof ownerCameraViewSchema>;

/** One look at one camera, as its owner sees it. Refusals carry every failing rule. */
export const ownerLookViewSchema = z.object({
  requestId: requestIdSchema,
  cameraId: cameraIdSchema,
  cameraLabel: z.string(),
  state: z.enum(['watching', 'ended', 'refused', 'lapsed']),
  /** Who looks: the role, never the name. */
  role: z.string(),
  class: incidentClassSchema,
  place: z.string(),
  distanceM: z.number().nullable(),
  since: epochMsSchema,
  until: epochMsSchema.nullable(),
  /** Seconds of pictures sent. */
  seconds: z.number(),
  because: z.array(z.string()),
  /** The named host that ran the box then; null for the owner's own. */
  host: z.string().nullable(),
});
export type OwnerLookView = z.infer<typeof ownerLookViewSchema>;

export const ownerGatewayViewSchema = z.object({
  gatewayId: gatewayIdSchema,
  name: z.string(),
  online: z.boolean(),
  /** Run by a host that the signed programme names. */
  hosted: z.boolean(),
  /** The host's signed name, as it stands in the waiver; null for the owner's own box. */
  host: z.string().nullable(),
  hostId: hostIdSchema.nullable(),
  /** False once the host is no longer in the signed programme: nothing opens. */
  hostNamed: z.boolean(),
  key: ed25519KeySchema,
  /** By the one-time code it was enrolled with; null when it gave none. */
  boxMac: z.string().nullable(),
  /** What to seal to, with the gateway's signature; null until it said so. */
  seal: z.object({ sealKey: sealKeySchema, signature: z.string() }).nullable(),
});
export type OwnerGatewayView = z.infer<typeof ownerGatewayViewSchema>;

/** GET /api/owner/overview, and each message of /api/owner/events. */
export const ownerOverviewSchema = z.object({
  ownerId: ownerIdSchema,
  name: z.string(),
  email: z.string(),
  keyFingerprint: z.string(),
  keys: z.array(publicKeySchema),
  programmeState: z.enum(['running', 'paused', 'not-started', 'over']),
  programmeEndsAt: epochMsSchema,
  /** Highest consent version signed so far; the next is one more. */
  consentVersion: z.int(),
  gateways: z.array(ownerGatewayViewSchema),
  cameras: z.array(ownerCameraViewSchema),
  watching: z.array(ownerLookViewSchema),
  history: z.array(ownerLookViewSchema),
  /** Neighbours who ask not to be filmed, the nearest deadline first. */
  asks: z.array(ownerAskSchema),
});
export type OwnerOverview = z.infer<typeof ownerOverviewSchema>;

/** POST /api/owner/consents; answers with the receipt. */
export const consentPostSchema = z.strictObject({ envelope: envelopeSchema });
/** A consent receipt to keep (ISO/IEC TS 27560 fields), also GET /api/owner/receipts/:version. */
export const receiptSchema = z.object({
  schema: z.literal('porchlight/consent-receipt/v1'),
  receiptId: hashSchema,
  programme: z.string(),
  controller: z.string(),
  host: z.string(),
  ownerId: ownerIdSchema,
  signedAt: epochMsSchema,
  keyFingerprint: z.string(),
  waiver: waiverSchema,
  version: z.int(),
  cameras: z.array(cameraConsentSchema),
  withdrawal: z.string(),
  envelope: envelopeSchema,
});
export type Receipt = z.infer<typeof receiptSchema>;

/** POST /api/owner/stop: no passkey touch. Without `cameraIds` all; without `requestId` every look. */
export const stopPostSchema = z.strictObject({
  requestId: requestIdSchema.optional(),
  cameraIds: z.array(cameraIdSchema).max(64).optional(),
});
/** POST /api/owner/pause: no passkey touch. `until` null: until the owner signs again. */
export const pausePostSchema = z.strictObject({
  cameraIds: z.array(cameraIdSchema).max(64).optional(),
  until: epochMsSchema.nullable(),
});
/** POST /api/owner/withdraw: no passkey touch. */
export const withdrawPostSchema = z.strictObject({ cameraIds: z.array(cameraIdSchema).min(1).max(64) });
/** POST /api/owner/gateway-codes: see enrolment.ts. `ownerKeys` is the JSON text that the MAC covers. */
export const gatewayCodePostSchema = z.strictObject({
  codeId: z.string().length(22),
  ownerKeys: z.string().max(8192),
  ownerMac: z.string().length(43),
});
/** PUT /api/owner/profile */
export const ownerProfilePutSchema = z.strictObject({
  name: z.string().min(1).max(80),
  email: z.union([z.literal(''), z.email().max(200)]),
});
