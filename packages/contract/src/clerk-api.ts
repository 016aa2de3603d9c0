import {
  envelopeSchema,
  epochMsSchema,
  incidentClassSchema,
  personSchema,
  publicKeySchema,
  roleSchema,
} from '@porchlight/statements';
import * as z from 'zod';

export const policyRuleViewSchema = z.object({ id: z.string(), section: z.string(), title: z.string() });

/** A person invited by a clerk: waits for the link to be used, then for the roster to be signed. */
export const inviteViewSchema = z.object({
  inviteId: z.string(),
  name: z.string(),
  roles: z.array(roleSchema),
  createdAt: epochMsSchema,
  expiresAt: epochMsSchema,
  /** The key registered through the link; null until it was used. */
  key: publicKeySchema.nullable(),
  keyFingerprint: z.string().nullable(),
});

/** A statement that still lacks a second clerk's signature. */
export const pendingViewSchema = z.object({
  kind: z.enum(['roster', 'pause']),
  summary: z.string(),
  envelope: envelopeSchema,
  signedBy: z.array(z.string()),
  needs: z.int(),
});

/** GET /api/clerk/overview, and each message of /api/clerk/events. */
export const clerkOverviewSchema = z.object({
  me: z.object({ personId: z.string(), name: z.string() }),
  programme: z.object({
    id: z.string(),
    name: z.string(),
    timeZone: z.string(),
    boundary: z.array(z.tuple([z.number(), z.number()])),
    areaKm2: z.number(),
    startsAt: epochMsSchema,
    endsAt: epochMsSchema,
    state: z.enum(['running', 'paused', 'not-started', 'over']),
    selfAttestedDispatch: z.boolean(),
    synthetic: z.boolean(),
    rootFingerprint: z.string(),
  }),
  policy: z.object({
    title: z.string(),
    version: z.int(),
    hash: z.string(),
    rules: z.array(policyRuleViewSchema),
    cedar: z.string(),
    radiusM: z.partialRecord(incidentClassSchema, z.int()),
    natureCodes: z.record(z.string(), incidentClassSchema),
    maxMinutes: z.int(),
  }),
  pause: z.object({
    sequence: z.int(),
    state: z.enum(['paused', 'running']),
    reason: z.string(),
    at: epochMsSchema.nullable(),
  }),
  roster: z.object({
    epoch: z.int(),
    hash: z.string(),
    expiresAt: epochMsSchema,
    people: z.array(personSchema),
    /** Signatures of clerks that adding a person, role or key takes. */
    addingTakes: z.int().min(1).max(2),
  }),
  invites: z.array(inviteViewSchema),
  pending: z.array(pendingViewSchema),
  counts: z.object({
    owners: z.int(),
    cameras: z.int(),
    consenting: z.int(),
    gatewaysOnline: z.int(),
    looksToday: z.int(),
    looksRunning: z.int(),
  }),
});
export type ClerkOverview = z.infer<typeof clerkOverviewSchema>;

/** POST /api/clerk/statements: a pause or roster statement with this clerk's signature; complete ones take effect at once. */
export const clerkStatementPostSchema = z.strictObject({ envelope: envelopeSchema });
export const clerkStatementAnswerSchema = z.object({ kind: z.enum(['in-force', 'pending']), needs: z.int() });
/** POST /api/clerk/invites → the link's path with its secret in the fragment, shown once. */
export const invitePostSchema = z.strictObject({
  name: z.string().min(1).max(80),
  roles: z.array(roleSchema).min(1).max(3),
});
export const inviteAnswerSchema = z.object({
  inviteId: z.string(),
  path: z.string(),
  expiresAt: epochMsSchema,
});

/** GET /api/clerk/audit?before=<seq>: newest first, 100 rows. */
export const auditRowSchema = z.object({
  seq: z.int(),
  at: epochMsSchema,
  actor: z.string(),
  act: z.string(),
  subject: z.string(),
  detail: z.string(),
});
export const auditPageSchema = z.object({ rows: z.array(auditRowSchema), next: z.int().nullable() });

/** POST /api/start: the one-time administrator link. `roster` is epoch 1 signed with the link's key. */
export const startPostSchema = z.strictObject({ roster: envelopeSchema });
