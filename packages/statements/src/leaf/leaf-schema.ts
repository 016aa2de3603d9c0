import * as z from 'zod';
import { fromBase64Url } from '../bytes.ts';
import { envelopeSchema } from '../envelope.ts';
import { epochMsSchema, hashSchema, incidentClassSchema, programmeIdSchema } from '../fields.ts';
import { readDisclosure } from './record-key.ts';

/** A request has this many places for cameras, or that many; those not used hold decoys. */
export const SLOT_COUNTS = [16, 64] as const;
/** Days after the day of a request until its disclosure is due. */
export const DISCLOSE_AFTER_DAYS = 30;
/** Places for withdrawn cameras in one leaf. */
export const WITHDRAW_MARKS = 8;

/**
 * What a `disclosure` may open of a request, in this order. Never `cameras` nor an outcome's `summary`: the public knows
 * each incident's place, and from which requests reached a camera an isolated one can be found. Numbers of
 * cameras become public in totals only.
 */
export const DISCLOSED_PATHS = ['request', 'incident', 'issuedAt'] as const;

/** Index of an entry of the log. */
const index = z.int().min(0);
const digest = hashSchema;
const salt = z
  .string()
  .refine((text) => fromBase64Url(text)?.length === 16, 'expected 16 bytes as base64url');
const slots = z
  .array(digest)
  .refine((all) => SLOT_COUNTS.some((count) => count === all.length), 'expected 16 or 64 slots');
const opTag = z.string().regex(/^[A-Za-z0-9_-]{22}$/);
/** A UTC day. */
const day = z.iso.date();
const skeleton = <K extends string>(kind: K) => ({
  v: z.literal(1),
  kind: z.literal(kind),
  programme: programmeIdSchema,
});
const sd = (count: number) => z.array(digest).length(count);
const placeOf = (disclosure: string): number => {
  const paths: readonly string[] = DISCLOSED_PATHS;
  return disclosure.length <= 1024 ? paths.indexOf(readDisclosure(disclosure)?.path ?? '') : -1;
};
const disclosures = z
  .array(z.string())
  .min(1)
  .max(DISCLOSED_PATHS.length)
  .refine(
    (all) => all.map(placeOf).every((place, i, places) => place > (places[i - 1] ?? -1)),
    'expected disclosures of what may be public, in order',
  );

/** What the log says in public, by kind. Values that would point at a person or a camera stand as salted digests (`sd`, `slots`). */
export const leafSchema = z.discriminatedUnion('kind', [
  /** Public documents, whole. */
  z.strictObject({ ...skeleton('root'), envelope: envelopeSchema }),
  z.strictObject({ ...skeleton('programme'), envelope: envelopeSchema }),
  z.strictObject({ ...skeleton('policy'), envelope: envelopeSchema }),
  /** The list of people: counts without names. `statement` is its hash, `previous` that of the epoch before. */
  z.strictObject({
    ...skeleton('roster'),
    epoch: z.int().min(1),
    statement: digest,
    previous: digest.nullable(),
    issuedAt: epochMsSchema,
    expiresAt: epochMsSchema,
    counts: z.strictObject({
      operator: z.int().min(0),
      supervisor: z.int().min(0),
      clerk: z.int().min(0),
    }),
    /** Every operator's and supervisor's pseudonym for each month the roster touches, sorted. */
    opTags: z.array(opTag).max(1200),
  }),
  z.strictObject({ ...skeleton('pause'), sequence: z.int().min(1), statement: digest }),
  z.strictObject({ ...skeleton('resume'), sequence: z.int().min(1), statement: digest }),
  /** `mark`: see {@link import('./marks.ts').consentMark}. */
  z.strictObject({ ...skeleton('consent'), salt, mark: digest }),
  z.strictObject({ ...skeleton('withdraw'), salt, marks: z.array(digest).length(WITHDRAW_MARKS) }),
  /** `after`: the incident's leaf before this one. Digests: `statement`. */
  z.strictObject({
    ...skeleton('incident'),
    class: incidentClassSchema,
    selfAttested: z.boolean(),
    after: index.nullable(),
    sd: sd(1),
  }),
  /** `incident`: its newest leaf. Digests: `statement`. */
  z.strictObject({ ...skeleton('incident-close'), incident: index, sd: sd(1) }),
  /** Digests: `request`, `incident`, `operator`, `issuedAt`, `cameras` (how many); slot i: [camera, consent hash, gateway]. */
  z.strictObject({
    ...skeleton('request'),
    policy: digest,
    rosterEpoch: z.int().min(1),
    /** Its incident's leaf, smaller than its own. */
    incident: index,
    /** A followed look that goes on at a new place: its leaf before this one. */
    after: index.nullable(),
    class: incidentClassSchema,
    action: z.literal('live'),
    minutes: z.int().min(1).max(1440),
    approvals: z.int().min(0).max(8),
    opTag,
    discloseBy: day,
    slots,
    sd: sd(5),
  }),
  /** A request that the programme's rules refused before any gateway was asked. Digests: `request`, `operator`, `reasons`. */
  z.strictObject({
    ...skeleton('denial'),
    policy: digest,
    rosterEpoch: z.int().min(1),
    class: incidentClassSchema,
    opTag,
    sd: sd(3),
  }),
  /** All that the gateways answered, when a request has ended. Slot i: [camera, result, reasons …]; digests: `summary`. */
  z.strictObject({ ...skeleton('outcome'), request: index, slots, sd: sd(1) }),
  z.strictObject({ ...skeleton('approval'), request: index, sd: sd(1) }),
  z.strictObject({ ...skeleton('export'), sd: sd(2) }),
  /** Opens some digests of the request at `leaf`, see {@link DISCLOSED_PATHS}. */
  z.strictObject({ ...skeleton('disclosure'), leaf: index, disclosures }),
  /** Entries `from` … `to` − 1 were audited. Digests: `report`. */
  z.strictObject({ ...skeleton('audit'), from: index, to: index, sd: sd(1) }),
  /** The record key of that leaf was deleted; its digests cannot be opened any more. */
  z.strictObject({ ...skeleton('erasure'), leaf: index }),
]);
export type Leaf = z.infer<typeof leafSchema>;
export type LeafKind = Leaf['kind'];
export type LeafOf<K extends LeafKind> = Extract<Leaf, { kind: K }>;
