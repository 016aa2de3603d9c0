import { fromBase64Url } from '@porchlight/statements';
import { sealedOpeningsSchema } from '@porchlight/statements/sealed';
import * as z from 'zod';

const key = z.string().refine((s) => fromBase64Url(s)?.length === 65, 'expected a 65-byte P-256 point');

/** PUT /api/owner/opening-keys: from now on this device can open what is sealed. Its private half never leaves it. */
export const openingKeyPutSchema = z.strictObject({ publicKey: key });

/** GET /api/owner/sealed-openings?key=…: what that device can open and the hub has erased, newest first. */
export const ownerSealedSchema = z.object({
  sealed: z.array(z.object({ part: z.int().min(0), openings: sealedOpeningsSchema })),
});
export type OwnerSealed = z.infer<typeof ownerSealedSchema>['sealed'][number];

/** At most so many in one answer to an auditor. */
export const AUDIT_PAGE = 50;
/** How far an auditor's clock may be off, ms. */
export const AUDIT_CLOCK_MS = 120_000;

/**
 * GET /api/audit/openings, asked with `Authorization: Porchlight-Audit <raw key>.<from>.<at>.<signature>`: Ed25519 over
 * {@link auditBytes}. What is sealed to that auditor from entry `from` on; `next` is null at the end.
 */
export const auditorPageSchema = z.object({
  openings: z.array(sealedOpeningsSchema),
  next: z.int().min(0).nullable(),
});

/** `porchlight/audit/v1` ‖ 0x00 ‖ origin ‖ 0x00 ‖ from ‖ 0x00 ‖ at (ms), UTF-8. */
export function auditBytes(origin: string, from: number, at: number): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`porchlight/audit/v1\0${origin}\0${from}\0${at}`);
}
