import {
  cameraIdSchema,
  envelopeSchema,
  gatewayIdSchema,
  hostIdSchema,
  ownerIdSchema,
  requestIdSchema,
} from '@porchlight/statements';
import * as z from 'zod';
import { lookViewSchema } from './console-api.ts';
import { gatewayToHubSchema, hubToGatewaySchema } from './gateway-messages.ts';
import { hubToHostSchema, takenInSchema } from './host-messages.ts';

/** Largest message between two hubs, bytes. */
export const MAX_NODE_MESSAGE_BYTES = 2 * 1024 * 1024;
/** A hub's lease; renewed every {@link NODE_BEAT_MS}. A link that is silent for as long is given up. */
export const NODE_LEASE_MS = 3000;
export const NODE_BEAT_MS = 1000;

const index = z.int().min(0);
const hash = z.string().length(44);
const slotCamera = z.strictObject({
  cameraId: cameraIdSchema,
  gatewayId: gatewayIdSchema,
  consentHash: z.string().max(100),
});

/**
 * Between two hubs of one city, over their own link. A gateway's orders and answers pass as they are: it judges for itself
 * whatever way they came. `home`: the hub that was asked for the look; it alone keeps its state.
 */
export const nodeMessageSchema = z.discriminatedUnion('t', [
  /** The gateways connected to the sender: all of them after the link came up, then each change. */
  z.strictObject({ t: z.literal('gateways'), online: z.array(gatewayIdSchema).max(100_000) }),
  z.strictObject({ t: z.literal('gateway'), gatewayId: gatewayIdSchema, online: z.boolean() }),
  z.strictObject({ t: z.literal('to-gateway'), gatewayId: gatewayIdSchema, message: hubToGatewaySchema }),
  z.strictObject({ t: z.literal('from-gateway'), gatewayId: gatewayIdSchema, message: gatewayToHubSchema }),
  /** The same of named hosts. */
  z.strictObject({ t: z.literal('hosts'), online: z.array(hostIdSchema).max(64) }),
  z.strictObject({ t: z.literal('host'), hostId: hostIdSchema, online: z.boolean() }),
  z.strictObject({ t: z.literal('to-host'), hostId: hostIdSchema, message: hubToHostSchema }),
  /** What a host answered; the number tells whose call it was. */
  z.strictObject({
    t: z.literal('taken-in'),
    hostId: hostIdSchema,
    callId: z.int().min(1),
    reply: takenInSchema,
  }),
  /** Ask a gateway of yours for these cameras: give out their channels, show it the log up to the request, send it the look. */
  z.strictObject({
    t: z.literal('ask'),
    requestId: requestIdSchema,
    gatewayId: gatewayIdSchema,
    request: envelopeSchema,
    incidents: z.array(envelopeSchema).min(1).max(2),
    cameras: z
      .array(z.strictObject({ cameraId: cameraIdSchema, hasSub: z.boolean() }))
      .min(1)
      .max(64),
    /** Indices in the public log, and the slots of the request. What opens the leaves stays in the database. */
    logged: z.strictObject({ leaf: index, incident: index, cameras: z.array(slotCamera).max(256) }),
  }),
  /** The gateway could not be asked. */
  z.strictObject({
    t: z.literal('unasked'),
    requestId: requestIdSchema,
    cameraIds: z.array(cameraIdSchema).max(64),
  }),
  z.strictObject({ t: z.literal('close-seat'), requestId: requestIdSchema, cameraId: cameraIdSchema }),
  /** A look of the sender as it is now, and where its cameras are. */
  z.strictObject({
    t: z.literal('look'),
    look: lookViewSchema,
    owners: z.array(ownerIdSchema).max(256),
    places: z.array(z.tuple([cameraIdSchema, gatewayIdSchema])).max(256),
  }),
  z.strictObject({ t: z.literal('end-look'), requestId: requestIdSchema }),
  /** An owner closed: `stop` is passed on to gateways by the look's home, the rest is known to them already. */
  z.strictObject({
    t: z.literal('owner-closed'),
    ownerId: ownerIdSchema,
    stop: z.boolean(),
    cameraIds: z.array(cameraIdSchema).max(2000).optional(),
    requestId: requestIdSchema.optional(),
  }),
  /** An owner's page, or the clerk's, shows something that changed. */
  z.strictObject({ t: z.literal('page'), ownerId: ownerIdSchema.nullable() }),
  /** The public log: it has grown; this root is about to be signed (answered by `kept`); this checkpoint is published. */
  z.strictObject({ t: z.literal('log-grown'), size: index }),
  z.strictObject({ t: z.literal('signing'), size: index, root: hash }),
  z.strictObject({ t: z.literal('kept'), size: index, root: hash }),
  z.strictObject({ t: z.literal('published'), size: index, text: z.string().max(65_536) }),
]);
export type NodeMessage = z.infer<typeof nodeMessageSchema>;
