import {
  cameraIdSchema,
  envelopeSchema,
  epochMsSchema,
  gatewayIdSchema,
  hashSchema,
  hostIdSchema,
  ownerIdSchema,
  requestIdSchema,
  sealKeySchema,
} from '@porchlight/statements';
import { lookEvidenceSchema, MAX_LEAF_BYTES } from '@porchlight/statements/leaf';
import * as z from 'zod';
import { boxCallSchema, boxReplySchema } from './box-calls.ts';

/** Largest control message either way, bytes. */
export const MAX_CONTROL_MESSAGE_BYTES = 512 * 1024;
/** The hub beats once a second; a gateway that hears nothing for four seconds ends every look by itself. */
export const HEARTBEAT_MS = 1000;
export const HEARTBEAT_SILENCE_MS = 4000;

/** Entries of the log in one message, and the bytes of base64url text a hub puts into one. */
export const MAX_LOG_ENTRIES = 1024;
export const MAX_LOG_MESSAGE_TEXT = 256 * 1024;

/** Why a hub ends a look. */
export const LOOK_END_CAUSES = [
  'operator-end',
  'time-over',
  'incident-closed',
  'operator-unknown',
  'programme-paused',
  'programme-over',
  'programme-not-started',
  'hub-stopped',
] as const;
export type LookEndCause = (typeof LOOK_END_CAUSES)[number];

const channel = z.int().min(1).max(0xffff_ffff);
const base64Url = z.string().max(200);
const checkpointText = z.string().max(16_384);

/** One camera of a look and the channels the hub gave it. */
export const lookCameraSchema = z.strictObject({
  cameraId: cameraIdSchema,
  /** This viewer's own channel: wrapped keys and catch-up. */
  own: channel,
  /** Shared by all viewers of the camera's main or sub stream. */
  main: channel,
  sub: channel,
});
export type LookCamera = z.infer<typeof lookCameraSchema>;

export const hubToGatewaySchema = z.discriminatedUnion('t', [
  /** First message: the gateway answers with `auth` over this challenge. */
  z.strictObject({ t: z.literal('hello'), protocol: z.literal(1), challenge: base64Url }),
  /** After a good `auth`: the token for this connection's media socket. */
  z.strictObject({ t: z.literal('welcome'), mediaToken: base64Url, at: epochMsSchema }),
  /** Everything the pinned root says; each is verified against the chain the gateway has. Rosters in order of epoch. */
  z.strictObject({
    t: z.literal('trust'),
    root: envelopeSchema,
    rosters: z.array(envelopeSchema).max(400),
    programme: envelopeSchema.nullable(),
    policy: envelopeSchema.nullable(),
    pause: envelopeSchema.nullable(),
  }),
  z.strictObject({ t: z.literal('consent'), envelope: envelopeSchema }),
  /** Closes, so unsigned: end running looks of these cameras now. */
  z.strictObject({
    t: z.literal('owner-stop'),
    ownerId: ownerIdSchema,
    cameraIds: z.array(cameraIdSchema).max(64),
    requestId: requestIdSchema.optional(),
  }),
  /** Closes, so unsigned: no look until then (null: until a newer consent is signed). */
  z.strictObject({
    t: z.literal('owner-pause'),
    ownerId: ownerIdSchema,
    cameraIds: z.array(cameraIdSchema).max(64),
    until: epochMsSchema.nullable(),
  }),
  /** Closes, so unsigned: the consent up to this version no longer holds for these cameras. */
  z.strictObject({
    t: z.literal('owner-withdraw'),
    ownerId: ownerIdSchema,
    cameraIds: z.array(cameraIdSchema).max(64),
    version: z.int().min(1),
  }),
  /**
   * The head of the public log for a gateway that has read none of it yet: the complete subtrees of `size` leaves, and the
   * checkpoint of just that size. From here on it reads every entry itself.
   */
  z.strictObject({
    t: z.literal('log-start'),
    size: z.int().min(0),
    frontier: z.array(hashSchema).max(53),
    checkpoint: checkpointText,
  }),
  /** Entries `from` … of the public log, base64url; with the checkpoint of the size they lead to, or null when more follow. */
  z.strictObject({
    t: z.literal('log'),
    from: z.int().min(0),
    entries: z.array(z.string().max(Math.ceil((MAX_LEAF_BYTES * 4) / 3))).max(MAX_LOG_ENTRIES),
    checkpoint: checkpointText.nullable(),
  }),
  /** A request for cameras of this gateway. `incidents`: the statement the operator signed for and, when newer, the current one. */
  z.strictObject({
    t: z.literal('look'),
    request: envelopeSchema,
    incidents: z.array(envelopeSchema).min(1).max(2),
    cameras: z.array(lookCameraSchema).min(1).max(64),
    evidence: lookEvidenceSchema,
  }),
  /** A newer statement of an incident: a move re-runs the circle, a close ends its looks. */
  z.strictObject({ t: z.literal('incident'), envelope: envelopeSchema }),
  /** Closes, so unsigned. `cause` is the hub's word, for the owner's journal. */
  z.strictObject({ t: z.literal('look-end'), requestId: requestIdSchema, cause: z.enum(LOOK_END_CAUSES) }),
  /** Which streams of a look's camera the viewer shows now; none pauses it. */
  z.strictObject({
    t: z.literal('want'),
    requestId: requestIdSchema,
    cameraId: cameraIdSchema,
    main: z.boolean(),
    sub: z.boolean(),
    /** The viewer decodes nothing else. */
    h264: z.boolean().optional(),
  }),
  /** The owner's page asks its box for something; answered by `box-answer` with the same `callId`. */
  z.strictObject({
    t: z.literal('box-call'),
    callId: z.int().min(1),
    ownerId: ownerIdSchema,
    call: boxCallSchema,
  }),
  /** Closes, so unsigned: the owner has left this gateway. It keeps nothing of theirs. Said until `released` is heard. */
  z.strictObject({ t: z.literal('owner-release'), ownerId: ownerIdSchema }),
  z.strictObject({ t: z.literal('heartbeat'), at: epochMsSchema }),
  /** Bytes of media taken from this gateway so far, every 250 ms while it sends. */
  z.strictObject({ t: z.literal('media-ack'), bytes: z.int().min(0) }),
]);
export type HubToGateway = z.infer<typeof hubToGatewaySchema>;

export const CAMERA_STATES = [
  'connecting',
  'live',
  'resting',
  're-arming',
  'refused',
  'missing',
  'unsupported',
  'silent',
  'unreachable',
  'forbidden',
] as const;

export const gatewayToHubSchema = z.discriminatedUnion('t', [
  /** Ed25519 over UTF-8 `porchlight/gateway-auth/v1` ‖ 0x00 ‖ challenge bytes ‖ gateway id. */
  z.strictObject({
    t: z.literal('auth'),
    gatewayId: gatewayIdSchema,
    signature: base64Url,
    rosterEpoch: z.int().min(0),
  }),
  z.strictObject({
    t: z.literal('cameras'),
    cameras: z
      .array(
        z.strictObject({
          cameraId: cameraIdSchema,
          ownerId: ownerIdSchema,
          label: z.string().max(80),
          state: z.enum(CAMERA_STATES),
          /** What is wrong, as a sentence for the owner; never an address or a credential. */
          detail: z.string().max(300),
          hasSub: z.boolean(),
        }),
      )
      .max(2000),
  }),
  /** A signed outcome statement: opened, refused, ended or lapsed. */
  z.strictObject({ t: z.literal('outcome'), envelope: envelopeSchema }),
  /** What the gateway holds of a consent: in force, waiting (a widening made from afar) or refused. */
  z.strictObject({
    t: z.literal('consent-state'),
    ownerId: ownerIdSchema,
    version: z.int().min(1),
    state: z.enum(['in-force', 'waiting', 'refused']),
    effectiveAt: epochMsSchema,
    detail: z.string().max(300),
  }),
  /** Send the public log from there on; null: from its head, nothing was read yet. Said after connecting, and again after a gap. */
  z.strictObject({ t: z.literal('follow-log'), size: z.int().min(0).nullable() }),
  /** The owner acted on the gateway's local page. */
  z.strictObject({
    t: z.literal('local-act'),
    ownerId: ownerIdSchema,
    act: z.enum(['stop', 'pause', 'withdraw']),
    cameraIds: z.array(cameraIdSchema).max(64),
    until: epochMsSchema.nullable(),
    at: epochMsSchema,
  }),
  /** The key that owners' pages seal things for this gateway to; Ed25519 by its own key over `sealKeyBytes`. */
  z.strictObject({ t: z.literal('seal-key'), sealKey: sealKeySchema, signature: base64Url }),
  /** Nothing of this owner is left here. */
  z.strictObject({ t: z.literal('released'), ownerId: ownerIdSchema }),
  z.strictObject({ t: z.literal('box-answer'), callId: z.int().min(1), reply: boxReplySchema }),
  z.strictObject({ t: z.literal('heartbeat'), at: epochMsSchema }),
]);
export type GatewayToHub = z.infer<typeof gatewayToHubSchema>;

/** POST /api/gateway/enrol. See enrolment.ts for the code. */
export const enrolRequestSchema = z.strictObject({
  codeId: z.string().length(22),
  gatewayKey: z.strictObject({ kind: z.literal('ed25519'), raw: z.string().length(43) }),
  name: z.string().min(1).max(80),
  /** Present when this gateway already enrolled for another owner. */
  gatewayId: gatewayIdSchema.optional(),
  /** Ed25519 by gatewayKey over UTF-8 `porchlight/enrol/v1` ‖ 0x00 ‖ codeId. */
  signature: base64Url,
  /** HMAC-SHA-256 under the code's box key over `boxMacInput`, base64url: the owner's browser knows this gateway by it. */
  boxMac: z.string().length(43).optional(),
  /** A gateway of a named host: the host vouches for it (`hostedBytes`). */
  host: z.strictObject({ hostId: hostIdSchema, signature: base64Url }).optional(),
});
export type EnrolRequest = z.infer<typeof enrolRequestSchema>;

export const enrolAnswerSchema = z.strictObject({
  gatewayId: gatewayIdSchema,
  ownerId: ownerIdSchema,
  /** The owner's keys as JSON text, exactly as authenticated by `ownerMac`. */
  ownerKeys: z.string().max(8192),
  /** HMAC-SHA-256 under the code's MAC key over ownerId ‖ 0x00 ‖ ownerKeys, base64url: a hub cannot put another key in place. */
  ownerMac: z.string().length(43),
  root: envelopeSchema,
});
export type EnrolAnswer = z.infer<typeof enrolAnswerSchema>;
