import * as z from 'zod';

/**
 * What an owner's page seals so that the hub, which passes it on, cannot read it: HPKE (RFC 9180, suite of
 * `@porchlight/frame-crypto`) in base mode with an empty aad. `info` says what it is and for whom, so that one sealed thing
 * never passes for another. Base mode names no sender: who sent it must stand inside.
 */
export const sealedSchema = z.strictObject({
  /** Encapsulated secret, 65 bytes as base64url. */
  enc: z.string().max(88),
  sealed: z.string().max(16_384),
});
export type Sealed = z.infer<typeof sealedSchema>;

const info = (...parts: readonly string[]): Uint8Array<ArrayBuffer> =>
  new TextEncoder().encode(parts.join('\0'));

/** The `info` of an owner's one-time code on its way to a host. */
export const takeInInfo = (hostId: string, ownerId: string): Uint8Array<ArrayBuffer> =>
  info('porchlight/take-in/v1', hostId, ownerId);

/** The `info` of a signed `camera-secret` on its way to a gateway. */
export const cameraSecretInfo = (gatewayId: string, ownerId: string): Uint8Array<ArrayBuffer> =>
  info('porchlight/camera-secret/v1', gatewayId, ownerId);

/** The bytes that a gateway signs with its own key to say which key things for it are sealed to. */
export const sealKeyBytes = (gatewayId: string, sealKey: string): Uint8Array<ArrayBuffer> =>
  info('porchlight/seal-key/v1', gatewayId, sealKey);
