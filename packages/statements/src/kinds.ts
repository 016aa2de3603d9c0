import { INCIDENT_CLASSES } from '@porchlight/domain';
import { parsePolicy } from '@porchlight/translog';
import * as z from 'zod';
import { cameraSecretSchema } from './camera-secret.ts';
import {
  base,
  cameraIdSchema,
  epochMsSchema,
  gatewayIdSchema,
  hashSchema,
  incidentClassSchema,
  incidentIdSchema,
  latLonSchema,
  ownerIdSchema,
  personIdSchema,
  requestIdSchema,
  text,
} from './fields.ts';
import { areDistinct, hostSchema, sealKeySchema } from './host-entry.ts';
import { publicKeySchema } from './public-key.ts';
import { isTimeZone } from './time-zone.ts';

/** One log and at least its key: more would let a hub choose which of them a gateway sees. */
function namesOneLog(policy: string): boolean {
  const read = parsePolicy(new TextEncoder().encode(policy));
  return read.kind === 'policy' && read.policy.logs.length === 1;
}
export const hoursSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('always') }),
  z.strictObject({
    kind: z.literal('daily'),
    fromMinute: z.int().min(0).max(1439),
    toMinute: z.int().min(0).max(1439),
  }),
]);

export const cameraPoseSchema = z.strictObject({
  position: latLonSchema,
  heightM: z.number().min(0).max(100),
  azimuthDeg: z.number().min(0).lt(360),
  tiltDeg: z.number().min(-90).max(90),
  hfovDeg: z.number().min(10).max(360),
  rangeM: z.number().min(1).max(500),
});

/** Somebody outside who may open everything: the key they ask with, and the one that openings are sealed to. */
export const auditorSchema = z.strictObject({
  name: text(80).min(1),
  signKey: z.strictObject({ kind: z.literal('ed25519'), raw: z.string().length(43) }),
  sealKey: sealKeySchema,
});
export type Auditor = z.infer<typeof auditorSchema>;

/** Self-signed by the root keys. The gateway pins {@link import('./root-pin.ts').rootPin} of it. */
export const rootSchema = z
  .strictObject({
    ...base('root'),
    version: z.int().min(1),
    /** True only for demo and training programmes: software keys are accepted, and only town cameras. */
    synthetic: z.boolean(),
    /** Web origin and RP id that passkey assertions must carry. */
    origin: text(200),
    rpId: text(200),
    rootKeys: z.array(publicKeySchema).min(1).max(5),
    threshold: z.int().min(1).max(5),
    intakeKeys: z.array(publicKeySchema).min(1).max(8),
    policyKeys: z.array(publicKeySchema).min(1).max(8),
    /** The public log: its key, the witnesses with their addresses, and their quorum, in the text of c2sp.org/tlog-policy. */
    log: z.strictObject({
      policy: text(16_384).refine(namesOneLog, 'expected a tlog-policy that names one log'),
    }),
    /** Signs roster epoch 1 and nothing else; its secret half is the one-time administrator link. */
    bootstrapKey: publicKeySchema,
    /** Absent: nobody but owners can open anything. */
    auditors: z.array(auditorSchema).min(1).max(4).optional(),
    issuedAt: epochMsSchema,
  })
  .refine(
    (root) => root.threshold <= root.rootKeys.length,
    'the threshold is larger than the number of root keys',
  );
export type RootStatement = z.infer<typeof rootSchema>;

/** Signed by a policy key. The programme ends by itself at `endsAt`. */
export const programmeSchema = z
  .strictObject({
    ...base('programme'),
    version: z.int().min(1),
    name: text(120).min(1),
    timeZone: text(64).refine(isTimeZone, 'expected an IANA time zone'),
    boundary: z
      .array(z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]))
      .min(4)
      .max(2000),
    startsAt: epochMsSchema,
    endsAt: epochMsSchema,
    /** True where the police run dispatch themselves: the badge says so. */
    selfAttestedDispatch: z.boolean(),
    /** Who may run gateways for owners; absent where nobody may. */
    hosts: z
      .array(hostSchema)
      .max(64)
      .refine(areDistinct, 'two hosts share an id, a name or a key')
      .optional(),
    issuedAt: epochMsSchema,
  })
  .refine((programme) => programme.startsAt < programme.endsAt, 'the programme must end after it starts');
export type ProgrammeStatement = z.infer<typeof programmeSchema>;

/** Signed by a policy key: the ordinance in Cedar and the tables it refers to. */
export const policySchema = z
  .strictObject({
    ...base('policy'),
    version: z.int().min(1),
    title: text(200).min(1),
    cedar: text(32_768),
    /** Radius in metres by class; a class without an entry is not eligible. */
    radiusM: z.partialRecord(incidentClassSchema, z.int().min(10).max(5000)),
    /** Upper bound of minutes for one request, and the figure offered first. */
    maxMinutes: z.int().min(1).max(1440),
    defaultMinutes: z.int().min(1).max(1440),
    /** Dispatch nature codes to classes. An unlisted code opens nothing. */
    natureCodes: z.record(text(32), incidentClassSchema),
    issuedAt: epochMsSchema,
  })
  .refine(
    (policy) => policy.defaultMinutes <= policy.maxMinutes,
    'the minutes offered first exceed the most allowed',
  );
export type PolicyStatement = z.infer<typeof policySchema>;

export const ROLES = ['operator', 'supervisor', 'clerk'] as const;
export const roleSchema = z.enum(ROLES);
export type Role = z.infer<typeof roleSchema>;

export const personSchema = z.strictObject({
  id: personIdSchema,
  name: text(80).min(1),
  roles: z.array(roleSchema).min(1).max(3),
  keys: z.array(publicKeySchema).min(1).max(8),
});
export type Person = z.infer<typeof personSchema>;

/** Epoch 1 is signed by the bootstrap key; later ones by clerks of the epoch before (TRUST: adding takes two where two exist, striking off any one). */
export const rosterSchema = z.strictObject({
  ...base('roster'),
  epoch: z.int().min(1),
  previous: hashSchema.nullable(),
  issuedAt: epochMsSchema,
  /** At most 30 days after `issuedAt`. */
  expiresAt: epochMsSchema,
  people: z.array(personSchema).max(200),
});
export type RosterStatement = z.infer<typeof rosterSchema>;

/** Signed by an intake key: dispatch says that this was reported. A higher `seq` replaces a lower one of the same incident. */
export const incidentSchema = z.strictObject({
  ...base('incident'),
  incidentId: incidentIdSchema,
  seq: z.int().min(1),
  status: z.enum(['open', 'closed']),
  class: incidentClassSchema,
  natureCode: text(32),
  position: latLonSchema,
  place: text(200),
  reportedAt: epochMsSchema,
  issuedAt: epochMsSchema,
  feed: text(64),
});
export type IncidentStatement = z.infer<typeof incidentSchema>;

/** Signed by the operator's key, one touch a look. */
export const requestSchema = z.strictObject({
  ...base('request'),
  requestId: requestIdSchema,
  incidentId: incidentIdSchema,
  incidentHash: hashSchema,
  class: incidentClassSchema,
  action: z.literal('live'),
  maxCameras: z.int().min(1).max(64),
  /** Only these cameras; absent for all in the circle. */
  cameras: z.array(cameraIdSchema).min(1).max(64).optional(),
  minutes: z.int().min(1).max(1440),
  /** Cameras that come into the circle while it moves are covered too. */
  follow: z.boolean(),
  operatorId: personIdSchema,
  rosterEpoch: z.int().min(1),
  policyHash: hashSchema,
  /** The look's fresh HPKE key, P-256 uncompressed (65 bytes) as base64url; the secret half never leaves the browser. */
  hpkePublicKey: sealKeySchema,
  issuedAt: epochMsSchema,
});
export type RequestStatement = z.infer<typeof requestSchema>;

export const CONSENT_TIERS = ['registry', 'incident'] as const;
export const consentTierSchema = z.enum(CONSENT_TIERS);

export const cameraConsentSchema = z.strictObject({
  cameraId: cameraIdSchema,
  gatewayId: gatewayIdSchema,
  label: text(80).min(1),
  tier: consentTierSchema,
  classes: z.array(incidentClassSchema).max(INCIDENT_CLASSES.length),
  radiusM: z.int().min(0).max(5000),
  hours: hoursSchema,
  from: epochMsSchema,
  until: epochMsSchema,
  pose: cameraPoseSchema,
});
export type CameraConsent = z.infer<typeof cameraConsentSchema>;

/** The signed waiver: text, terms and cameras. For each camera named, the highest `version` of its owner is in force. */
export const consentSchema = z.strictObject({
  ...base('consent'),
  ownerId: ownerIdSchema,
  version: z.int().min(1),
  waiver: z.strictObject({ version: text(32), textHash: hashSchema, host: text(120) }),
  cameras: z.array(cameraConsentSchema).min(1).max(64),
  issuedAt: epochMsSchema,
});
export type ConsentStatement = z.infer<typeof consentSchema>;

/** Pausing needs one clerk's signature, running again two. The highest `sequence` is in force. */
export const pauseSchema = z.strictObject({
  ...base('pause'),
  sequence: z.int().min(1),
  state: z.enum(['paused', 'running']),
  reason: text(400),
  issuedAt: epochMsSchema,
});
export type PauseStatement = z.infer<typeof pauseSchema>;

/** What a gateway did with a request for one camera; signed by the gateway. */
export const outcomeSchema = z.strictObject({
  ...base('outcome'),
  requestId: requestIdSchema,
  requestHash: hashSchema,
  cameraId: cameraIdSchema,
  gatewayId: gatewayIdSchema,
  result: z.enum(['opened', 'refused', 'ended', 'lapsed']),
  /** Refusal codes, or the cause of the end. */
  reasons: z.array(text(64)).max(32),
  at: epochMsSchema,
});
export type OutcomeStatement = z.infer<typeof outcomeSchema>;

const part = z.number().min(0).max(1);
/** Polygons of a picture, by parts of its width and height from the left top corner; their inside is painted black. */
export const maskPolygonsSchema = z
  .array(
    z
      .array(z.strictObject({ x: part, y: part }))
      .min(3)
      .max(64),
  )
  .max(16);

/** What an owner has covered in a camera's picture. The highest `version` holds; to uncover anything takes the owner's signature. */
export const masksSchema = z.strictObject({
  ...base('masks'),
  ownerId: ownerIdSchema,
  cameraId: cameraIdSchema,
  version: z.int().min(1),
  polygons: maskPolygonsSchema,
  issuedAt: epochMsSchema,
});
export type MasksStatement = z.infer<typeof masksSchema>;

/** An owner asks their own box for one picture of their own camera, sealed for the key named here. */
export const previewSchema = z.strictObject({
  ...base('preview'),
  ownerId: ownerIdSchema,
  cameraId: cameraIdSchema,
  /** Fresh: each is answered once. */
  requestId: requestIdSchema,
  hpkePublicKey: sealKeySchema,
  issuedAt: epochMsSchema,
});
export type PreviewStatement = z.infer<typeof previewSchema>;

export const STATEMENT_SCHEMAS = {
  root: rootSchema,
  programme: programmeSchema,
  policy: policySchema,
  roster: rosterSchema,
  incident: incidentSchema,
  request: requestSchema,
  consent: consentSchema,
  'camera-secret': cameraSecretSchema,
  pause: pauseSchema,
  outcome: outcomeSchema,
  masks: masksSchema,
  preview: previewSchema,
} as const;
export type StatementKind = keyof typeof STATEMENT_SCHEMAS;
export type StatementOf<K extends StatementKind> = z.infer<(typeof STATEMENT_SCHEMAS)[K]>;
