import { cameraIdSchema, epochMsSchema } from '@porchlight/statements';
import * as z from 'zod';

/** What a neighbour can ask not to have filmed. */
export const NO_VIEW_PARTS = ['house', 'windows', 'garden', 'path'] as const;
export type NoViewPart = (typeof NO_VIEW_PARTS)[number];

/**
 * - `received`: with the office.
 * - `asked`: the owners who may film the place were asked, if there are any; it lasts until the deadline, whatever they answer.
 * - `finished`: the deadline is over.
 * - `refused`, `closed`: by the office, with a reason.
 * - `withdrawn`: by the neighbour.
 * - `lapsed`: the office never acted.
 */
export const NO_VIEW_STATES = [
  'received',
  'asked',
  'finished',
  'refused',
  'closed',
  'withdrawn',
  'lapsed',
] as const;
export type NoViewState = (typeof NO_VIEW_STATES)[number];

/** What an owner answers for one camera. Nobody but that owner sees it. */
export const NO_VIEW_ANSWERS = ['covered', 'not-seen', 'declined'] as const;
export type NoViewAnswer = (typeof NO_VIEW_ANSWERS)[number];

/** Metres around the place within which owners are asked. */
export const NO_VIEW_RADIUS_M = { least: 20, usual: 60, most: 150 } as const;

/** Largest body of a call of the public form, bytes. */
export const MAX_NO_VIEW_BODY_BYTES = 8 * 1024;

/** `N-` and eight letters and figures that cannot be taken for one another, in two groups. */
export const caseNumberSchema = z
  .string()
  .max(11)
  .regex(/^N-[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}$/, 'not a case number')
  .brand<'CaseNumber'>();
export type CaseNumber = z.infer<typeof caseNumberSchema>;

const position = z.strictObject({ lat: z.number().min(-90).max(90), lon: z.number().min(-180).max(180) });
const line = (least: number, most: number) =>
  z
    .string()
    .max(most)
    .transform((text) => text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').trim())
    .pipe(z.string().min(least, `at least ${least} letters`));

/** POST /api/no-view → {@link noViewReceiptSchema}. No account. `position` null: the office finds the place by its address. */
export const noViewPostSchema = z
  .strictObject({
    place: line(3, 200),
    position: position.nullable(),
    parts: z.array(z.enum(NO_VIEW_PARTS)).max(NO_VIEW_PARTS.length),
    words: line(0, 500),
    email: z.union([z.literal(''), z.string().max(200).pipe(z.email())]),
  })
  .refine(({ parts, words }) => parts.length > 0 || words !== '', {
    path: ['parts'],
    message: 'choose what should not be seen, or describe it',
  });
export type NoViewPost = z.infer<typeof noViewPostSchema>;

/** The secret opens the case, and is told this once: the hub keeps its hash. */
export const noViewReceiptSchema = z.object({ caseNumber: z.string(), secret: z.string().length(43) });

/** POST /api/no-view/case → {@link noViewCaseSchema}; POST /api/no-view/withdraw → 204. In the body, so that no log holds the secret. */
export const noViewKeySchema = z.strictObject({
  caseNumber: caseNumberSchema,
  secret: z.string().length(43),
});
export type NoViewKey = z.infer<typeof noViewKeySchema>;

const common = {
  caseNumber: z.string(),
  state: z.enum(NO_VIEW_STATES),
  /** Empty once what the neighbour wrote was erased. */
  place: z.string(),
  receivedAt: epochMsSchema,
  /** By when the office should have acted. */
  officeBy: epochMsSchema,
  askedAt: epochMsSchema.nullable(),
  deadline: epochMsSchema.nullable(),
  endedAt: epochMsSchema.nullable(),
  /** The office's words to the neighbour, when it refused or closed. */
  reason: z.string(),
};

/** What the neighbour sees. It says nothing about cameras: there is no field that could. */
export const noViewCaseSchema = z.object(common);
export type NoViewCaseView = z.infer<typeof noViewCaseSchema>;

/** One case as the clerk sees it: no e-mail address, and nothing about cameras, owners or answers. */
export const clerkNoViewSchema = z.object({
  ...common,
  position: position.nullable(),
  parts: z.array(z.enum(NO_VIEW_PARTS)),
  words: z.string(),
  radiusM: z.number().nullable(),
});
export type ClerkNoView = z.infer<typeof clerkNoViewSchema>;
/** GET /api/clerk/no-view: those that wait first, then the newest. */
export const clerkNoViewListSchema = z.object({ cases: z.array(clerkNoViewSchema) });

/** POST /api/clerk/no-view/:caseNumber/send-on → 204, the same and as fast whether any camera is near. */
export const noViewSendOnSchema = z.strictObject({
  position,
  radiusM: z.int().min(NO_VIEW_RADIUS_M.least).max(NO_VIEW_RADIUS_M.most),
});
/** POST /api/clerk/no-view/:caseNumber/refuse (while received) and …/close (while asked) → 204. The neighbour reads the reason. */
export const noViewReasonSchema = z.strictObject({ reason: line(3, 300) });

/** GET /api/no-view/numbers. Null: fewer than five, or none. */
export const noViewNumbersSchema = z.object({
  received: z.int().nullable(),
  sentOn: z.int().nullable(),
  ended: z.int().nullable(),
});
export type NoViewNumbers = z.infer<typeof noViewNumbersSchema>;

/** A neighbour's request, as an owner sees it who may film the place; in the owner's overview until the deadline. */
export const ownerAskSchema = z.object({
  askId: z.string(),
  place: z.string(),
  parts: z.array(z.enum(NO_VIEW_PARTS)),
  words: z.string(),
  askedAt: epochMsSchema,
  deadline: epochMsSchema,
  /** Null: not answered. */
  cameras: z.array(z.object({ cameraId: cameraIdSchema, answer: z.enum(NO_VIEW_ANSWERS).nullable() })),
});
export type OwnerAsk = z.infer<typeof ownerAskSchema>;
/** POST /api/owner/asks/:askId → 204. No passkey, no reason; it may be changed until the deadline. */
export const ownerAskAnswerSchema = z.strictObject({
  cameraId: cameraIdSchema,
  answer: z.enum(NO_VIEW_ANSWERS),
});
