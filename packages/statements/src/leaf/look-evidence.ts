import * as z from 'zod';
import { fromBase64Url } from '../bytes.ts';
import { cameraIdSchema, hashSchema } from '../fields.ts';
import { MAX_LEAF_BYTES } from './leaf-bytes.ts';
import { RECORD_KEY_BYTES } from './record-key.ts';

/** Longest path in a tree of 2⁵³ leaves. */
const MAX_PATH = 53;

const entrySchema = z.strictObject({
  index: z.int().min(0),
  /** The entry, base64url. */
  leaf: z.string().max(Math.ceil((MAX_LEAF_BYTES * 4) / 3)),
  /** From the leaf's sibling up to the root's child (RFC 6962 §2.1.1). */
  proof: z.array(hashSchema).max(MAX_PATH),
  /** What opens it, 32 bytes as base64url. */
  recordKey: z
    .string()
    .refine((text) => fromBase64Url(text)?.length === RECORD_KEY_BYTES, 'expected 32 bytes'),
});

/** What a gateway is given to find a request in the public log, and to make its leaf again. */
export const lookEvidenceSchema = z.strictObject({
  /** Size of the tree that both proofs lead to: one whose checkpoint the gateway has read. */
  size: z.int().min(1),
  request: entrySchema,
  /** The newest statement of the incident that comes with the request. */
  incident: entrySchema,
  /** How many cameras the request may reach: a private value of its leaf. */
  cameras: z.int().min(0).max(64),
  /** Where the gateway's own cameras stand in the leaf. */
  slots: z.array(z.strictObject({ cameraId: cameraIdSchema, slot: z.int().min(0).max(63) })).max(64),
});
export type LookEvidence = z.infer<typeof lookEvidenceSchema>;
