import type { EpochMs } from '@porchlight/domain';
import { cameraConsentSchema, epochMsSchema, hashSchema } from '@porchlight/statements';
import * as z from 'zod';
import { narrowedBy, widens } from './narrowing.ts';

const versionSchema = z.int().min(0);
const heldTermsSchema = z.strictObject({
  terms: cameraConsentSchema,
  /** Of the signed consent the terms come from. */
  hash: hashSchema,
  version: versionSchema,
});
export type HeldTerms = z.infer<typeof heldTermsSchema>;

/** What this gateway holds of the owner's word about one camera. */
export const cameraTermsSchema = z.strictObject({
  /** Version and hash of the newest consent taken; 0 and null before the first. */
  version: versionSchema,
  hash: hashSchema.nullable(),
  inForce: heldTermsSchema.nullable(),
  waiting: heldTermsSchema.extend({ effectiveAt: epochMsSchema }).nullable(),
  /** Consents up to this version were withdrawn. */
  withdrawn: versionSchema,
  /** `until` null: until a consent newer than `version` is signed. */
  pause: z.strictObject({ until: epochMsSchema.nullable(), version: versionSchema }).nullable(),
});
export type CameraTerms = z.infer<typeof cameraTermsSchema>;

export const NO_TERMS: CameraTerms = {
  version: 0,
  hash: null,
  inForce: null,
  waiting: null,
  withdrawn: 0,
  pause: null,
};

export type TakenTerms =
  | { readonly kind: 'in-force' | 'known'; readonly next: CameraTerms }
  | { readonly kind: 'waiting'; readonly next: CameraTerms; readonly effectiveAt: EpochMs }
  | { readonly kind: 'refused'; readonly detail: string };

/**
 * Takes a newer consent for the camera. Narrower terms hold at once; wider ones after `waitMs`, and until then the camera
 * shows only what old and new both allow. The first consent ever holds at once: adding the camera was the local act. A newer
 * consent lifts a pause.
 */
export function takeTerms(before: CameraTerms, offered: HeldTerms, now: EpochMs, waitMs: number): TakenTerms {
  const old = settled(before, now);
  if (offered.hash === old.hash) return { kind: 'known', next: before };
  if (offered.version <= old.withdrawn) return { kind: 'refused', detail: 'this version was withdrawn' };
  if (offered.version < old.version) return { kind: 'refused', detail: 'a newer version is held' };
  if (offered.version === old.version) return { kind: 'refused', detail: 'another consent has this version' };
  const lifted = { ...old, version: offered.version, hash: offered.hash, pause: null };
  const first = old.version === 0 && old.withdrawn === 0;
  const current = old.inForce;
  if (first || (current && !widens(current.terms, offered.terms, now)) || offered.terms.tier === 'registry')
    return { kind: 'in-force', next: { ...lifted, inForce: offered, waiting: null } };
  const effectiveAt = now + waitMs;
  const inForce = current && { ...current, terms: narrowedBy(current.terms, offered.terms) };
  return { kind: 'waiting', effectiveAt, next: { ...lifted, inForce, waiting: { ...offered, effectiveAt } } };
}

/** The terms at `now`: what waited long enough is in force, a pause that ran out is gone. The same object when nothing changed. */
export function settled(terms: CameraTerms, now: EpochMs): CameraTerms {
  const matured = terms.waiting !== null && now >= terms.waiting.effectiveAt;
  const resumed = terms.pause !== null && terms.pause.until !== null && now >= terms.pause.until;
  if (!matured && !resumed) return terms;
  return { ...(matured ? confirmed(terms) : terms), ...(resumed ? { pause: null } : {}) };
}

/** The owner confirmed the waiting terms on the local page. */
export function confirmed(terms: CameraTerms): CameraTerms {
  if (terms.waiting === null) return terms;
  const { effectiveAt: _, ...inForce } = terms.waiting;
  return { ...terms, inForce, waiting: null };
}

/** No look under any consent up to `version`. */
export function withdrawnUpTo(terms: CameraTerms, version: number): CameraTerms {
  const upTo = Math.max(terms.withdrawn, version);
  const keep = <T extends HeldTerms>(held: T | null): T | null => (held && held.version > upTo ? held : null);
  return { ...terms, withdrawn: upTo, inForce: keep(terms.inForce), waiting: keep(terms.waiting) };
}

/** No look until `until`, or until a newer consent when null; never shortens a pause that stands. */
export function pausedUntil(terms: CameraTerms, until: EpochMs | null): CameraTerms {
  const standing = terms.pause;
  if (standing?.until === null) return terms;
  if (standing && until !== null && standing.until !== null && standing.until >= until) return terms;
  return { ...terms, pause: { until, version: terms.version } };
}
