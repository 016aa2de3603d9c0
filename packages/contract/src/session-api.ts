import { publicKeySchema, roleSchema } from '@porchlight/statements';
import * as z from 'zod';

/** The three signed-in areas. Each has its own cookie (name and path `/api/<area>`), so one browser can hold all three. */
export const AREAS = ['console', 'owner', 'clerk'] as const;
export type Area = (typeof AREAS)[number];

/** GET /api/site: public facts every page needs. */
export const siteSchema = z.object({
  programme: z.string(),
  name: z.string(),
  synthetic: z.boolean(),
  /** True when the demo's town stands behind this hub. */
  demo: z.boolean(),
  origin: z.string(),
  rpId: z.string(),
  rootFingerprint: z.string(),
  timeZone: z.string(),
  boundary: z.array(z.tuple([z.number(), z.number()])),
  selfAttestedDispatch: z.boolean(),
  /** Who may run gateways for owners, as the signed programme names them. */
  hosts: z.array(
    z.object({ hostId: z.string(), name: z.string(), operator: z.string(), contact: z.string() }),
  ),
  /** Null: no base map was given; the boundary is drawn on a plain ground. */
  map: z.object({ url: z.string(), attribution: z.string(), badge: z.string().nullable() }).nullable(),
  useNotice: z.string(),
  /** False until the first clerk signed roster epoch 1 through the one-time link. */
  started: z.boolean(),
});
export type Site = z.infer<typeof siteSchema>;

/** POST /api/{area}/challenge → a one-time challenge (base64url, 32 bytes, 5 minutes). `purpose` keeps uses apart. */
export const challengePostSchema = z.strictObject({
  purpose: z.enum(['sign-in', 'register']),
  noticeAccepted: z.boolean(),
});
export const challengeSchema = z.object({
  challenge: z.string(),
  rpId: z.string(),
  credentialIds: z.array(z.string()),
});

/** POST /api/{area}/sign-in. Passkey: WebAuthn assertion over the challenge. Software (synthetic only): ES256 over UTF-8 `porchlight/sign-in/v1` ‖ 0x00 ‖ challenge bytes. */
export const signInPostSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('passkey'),
    challenge: z.string().max(64),
    credentialId: z.string().max(1400),
    authenticatorData: z.string().max(2048),
    clientDataJSON: z.string().max(4096),
    signature: z.string().max(200),
  }),
  z.strictObject({
    kind: z.literal('software'),
    challenge: z.string().max(64),
    keyid: z.string().max(64),
    signature: z.string().max(200),
  }),
]);

/** A new credential: WebAuthn registration response (attestation none) or, synthetic only, a software key. */
export const newKeySchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('passkey'),
    challenge: z.string().max(64),
    /** RegistrationResponseJSON of WebAuthn L3 §5.1.8.1 */ response: z.record(z.string(), z.unknown()),
  }),
  z.strictObject({ kind: z.literal('software'), key: publicKeySchema }),
]);

/** POST /api/owner/join: a resident registers; answers like sign-in. */
export const ownerJoinPostSchema = z.strictObject({
  name: z.string().min(1).max(80),
  email: z.union([z.literal(''), z.email().max(200)]),
  key: newKeySchema,
});
/** POST /api/invites/:inviteId: an invited person registers the key. The secret from the link's fragment proves the invitation. */
export const inviteUsePostSchema = z.strictObject({ secret: z.string().max(64), key: newKeySchema });
/** GET /api/invites/:inviteId/challenge is the challenge for it; POST /api/start/register the same for the administrator link: it verifies a registration and returns the key, storing nothing. */
export const registeredKeySchema = z.object({ key: publicKeySchema, fingerprint: z.string() });

/** GET /api/{area}/me */
export const meSchema = z.object({
  area: z.enum(AREAS),
  id: z.string(),
  name: z.string(),
  roles: z.array(roleSchema),
  keys: z.array(publicKeySchema),
  idleLockMs: z.int(),
});
export type Me = z.infer<typeof meSchema>;
