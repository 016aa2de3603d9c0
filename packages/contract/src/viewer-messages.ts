import { cameraIdSchema, requestIdSchema } from '@porchlight/statements';
import * as z from 'zod';

/** Viewer's media socket `/api/console/media` (cookie of the console). Binary messages pass through unchanged. */
export const viewerToHubSchema = z.discriminatedUnion('t', [
  /** Take part of a look on this socket: these cameras' channels come here from now on. */
  z.strictObject({
    t: z.literal('watch'),
    requestId: requestIdSchema,
    cameraIds: z.array(cameraIdSchema).min(1).max(64),
  }),
  z.strictObject({
    t: z.literal('want'),
    requestId: requestIdSchema,
    cameraId: cameraIdSchema,
    main: z.boolean(),
    sub: z.boolean(),
    /** The viewer decodes nothing else. */
    h264: z.boolean().optional(),
  }),
  /** Every 250 ms: what was drawn. `received` counts media bytes of the channel; `lagMs` is capture to draw of the newest drawn. */
  z.strictObject({
    t: z.literal('ack'),
    channels: z
      .array(
        z.strictObject({
          channel: z.int().min(1).max(0xffff_ffff),
          received: z.int().min(0),
          queue: z.int().min(0).max(10_000),
          lagMs: z.number().min(-60_000).max(86_400_000),
        }),
      )
      .max(128),
  }),
]);
export type ViewerToHub = z.infer<typeof viewerToHubSchema>;

export const hubToViewerSchema = z.discriminatedUnion('t', [
  /** The channels of one camera; sent before its first media message. */
  z.strictObject({
    t: z.literal('channels'),
    requestId: requestIdSchema,
    cameraId: cameraIdSchema,
    own: z.int(),
    main: z.int(),
    sub: z.int(),
  }),
  /** No more pictures of this camera in this look, whatever the cause. */
  z.strictObject({ t: z.literal('gone'), requestId: requestIdSchema, cameraId: cameraIdSchema }),
  /** The hub dropped frames to this viewer; `level` is what it gets now. */
  z.strictObject({ t: z.literal('slowed'), channel: z.int(), level: z.enum(['full', 'sub', 'keys']) }),
  z.strictObject({ t: z.literal('refused'), detail: z.string().max(300) }),
]);
export type HubToViewer = z.infer<typeof hubToViewerSchema>;
