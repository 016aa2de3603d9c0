import { gatewayIdSchema, hostIdSchema, ownerIdSchema } from '@porchlight/statements';
import * as z from 'zod';
import { sealedSchema } from './sealed.ts';

/** Largest message of a host's control socket, bytes. */
export const MAX_HOST_MESSAGE_BYTES = 64 * 1024;
/** A host that has not answered by then is taken to be unreachable. */
export const HOST_CALL_TIMEOUT_MS = 15_000;

const base64Url = z.string().max(200);

/** /api/host/control, from the hub. Each owner's gateway has its own sockets beside this one. */
export const hubToHostSchema = z.discriminatedUnion('t', [
  z.strictObject({ t: z.literal('hello'), protocol: z.literal(1), challenge: base64Url }),
  z.strictObject({ t: z.literal('welcome') }),
  /** An owner asks to be taken in: the one-time code, sealed by the owner's page to this host's seal key. */
  z.strictObject({
    t: z.literal('take-in'),
    callId: z.int().min(1),
    ownerId: ownerIdSchema,
    code: sealedSchema,
  }),
  /** Closes, so unsigned: the owner of this gateway has left. Keep nothing of it. Said until `gone` is heard. */
  z.strictObject({ t: z.literal('let-go'), gatewayId: gatewayIdSchema }),
  z.strictObject({ t: z.literal('heartbeat') }),
]);
export type HubToHost = z.infer<typeof hubToHostSchema>;

export const takenInSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('done'), gatewayId: gatewayIdSchema }),
  /** A sentence for the owner: what is wrong and what to do. */
  z.strictObject({ kind: z.literal('refused'), sentence: z.string().min(1).max(300) }),
]);
export type TakenIn = z.infer<typeof takenInSchema>;

export const hostToHubSchema = z.discriminatedUnion('t', [
  /** Ed25519 by the key that the signed programme gives this host, over {@link hostAuthBytes}. */
  z.strictObject({ t: z.literal('auth'), hostId: hostIdSchema, signature: base64Url }),
  z.strictObject({ t: z.literal('taken-in'), callId: z.int().min(1), reply: takenInSchema }),
  z.strictObject({ t: z.literal('gone'), gatewayId: gatewayIdSchema }),
  z.strictObject({ t: z.literal('heartbeat') }),
]);
export type HostToHub = z.infer<typeof hostToHubSchema>;

const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

/** What a host signs to prove its key: `porchlight/host-auth/v1` ‖ 0x00 ‖ challenge ‖ host id. */
export function hostAuthBytes(challenge: Uint8Array, hostId: string): Uint8Array<ArrayBuffer> {
  const prefix = bytes('porchlight/host-auth/v1\0');
  const id = bytes(hostId);
  const all = new Uint8Array(prefix.length + challenge.length + id.length);
  all.set(prefix);
  all.set(challenge, prefix.length);
  all.set(id, prefix.length + challenge.length);
  return all;
}

/** What a host signs to vouch for a gateway of its own at its enrolment. */
export const hostedBytes = (hostId: string, codeId: string, gatewayKey: string): Uint8Array<ArrayBuffer> =>
  bytes(['porchlight/hosted/v1', hostId, codeId, gatewayKey].join('\0'));

/** POST /api/owner/hosts/:hostId/take-in, after the code itself was posted to /api/owner/gateway-codes. Answers {@link takenInSchema}. */
export const takeInPostSchema = z.strictObject({ code: sealedSchema });
