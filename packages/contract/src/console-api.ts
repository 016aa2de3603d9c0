import {
  cameraIdSchema,
  cameraPoseSchema,
  envelopeSchema,
  epochMsSchema,
  hashSchema,
  incidentClassSchema,
  incidentIdSchema,
  latLonSchema,
  personIdSchema,
  requestIdSchema,
} from '@porchlight/statements';
import * as z from 'zod';

/** Closed incidents stay in the queue for this long. */
export const CLOSED_SHOWN_MS = 15 * 60_000;
/** Most incidents in the queue; the oldest closed ones go first. */
export const QUEUE_LIMIT = 200;

/** One incident as the operator sees it before asking: a count and the coverage, no camera and no position of one. */
export const incidentViewSchema = z.object({
  incidentId: incidentIdSchema,
  seq: z.int(),
  /** Hash of the newest statement: what a request must name. */
  hash: hashSchema,
  status: z.enum(['open', 'closed']),
  class: incidentClassSchema,
  natureCode: z.string(),
  place: z.string(),
  position: latLonSchema,
  reportedAt: epochMsSchema,
  updatedAt: epochMsSchema,
  /** The policy's circle; null when the class is not eligible or the place lies outside the programme. */
  circle: z.object({ radiusM: z.number(), cameras: z.int(), coverage: z.number().min(0).max(1) }).nullable(),
  /** Why no request is possible right now, as sentences; empty when one is. */
  blocked: z.array(z.string()),
});
export type IncidentView = z.infer<typeof incidentViewSchema>;

/** One refusal: the rule's name and the sentence a person reads. */
export const refusalViewSchema = z.object({ code: z.string(), sentence: z.string() });
export type RefusalView = z.infer<typeof refusalViewSchema>;

/** A granted camera: its place is known to police from the grant on. `gone` looks the same whatever the cause. */
export const lookCameraViewSchema = z.object({
  cameraId: cameraIdSchema,
  label: z.string(),
  pose: cameraPoseSchema,
  distanceM: z.number(),
  state: z.enum(['opening', 'live', 'gone']),
  /** True when it came into the circle after the request. */
  followed: z.boolean(),
  hasSub: z.boolean(),
});
export type LookCameraView = z.infer<typeof lookCameraViewSchema>;

export const lookViewSchema = z.object({
  requestId: requestIdSchema,
  incidentId: incidentIdSchema,
  operatorId: personIdSchema,
  operatorName: z.string(),
  startedAt: epochMsSchema,
  endsAt: epochMsSchema,
  follow: z.boolean(),
  state: z.enum(['running', 'ended']),
  /** Why it ended, as a sentence that tells nothing about an owner. */
  endedBecause: z.string().nullable(),
  cameras: z.array(lookCameraViewSchema),
});
export type LookView = z.infer<typeof lookViewSchema>;

/** POST /api/console/looks */
export const lookRequestSchema = z.strictObject({ request: envelopeSchema });
export const lookAnswerSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('granted'), look: lookViewSchema }),
  z.object({ kind: z.literal('refused'), refusals: z.array(refusalViewSchema).min(1) }),
]);
export type LookAnswer = z.infer<typeof lookAnswerSchema>;

/** GET /api/console/context: what the browser needs to build a request. */
export const consoleContextSchema = z.object({
  programme: z.string(),
  operatorId: personIdSchema,
  rosterEpoch: z.int(),
  policyHash: hashSchema,
  defaultMinutes: z.int(),
  maxMinutes: z.int(),
  state: z.enum(['running', 'paused', 'not-started', 'over']),
});
export type ConsoleContext = z.infer<typeof consoleContextSchema>;

/** Messages of /api/console/events: a snapshot after connecting, then changes; each carries the whole object. */
export const consoleEventSchema = z.discriminatedUnion('t', [
  z.object({
    t: z.literal('snapshot'),
    incidents: z.array(incidentViewSchema),
    looks: z.array(lookViewSchema),
    context: consoleContextSchema,
    at: epochMsSchema,
  }),
  z.object({ t: z.literal('incident'), incident: incidentViewSchema }),
  z.object({ t: z.literal('look'), look: lookViewSchema }),
  z.object({ t: z.literal('context'), context: consoleContextSchema }),
  z.object({ t: z.literal('signed-out'), reason: z.string() }),
]);
export type ConsoleEvent = z.infer<typeof consoleEventSchema>;
