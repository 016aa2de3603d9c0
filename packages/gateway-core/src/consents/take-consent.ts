import type { EpochMs, GatewayId, OwnerId } from '@porchlight/domain';
import {
  CLOCK_TOLERANCE_MS,
  type Ed25519Key,
  type ReadStatement,
  readStatement,
  siteOf,
  type Trust,
  verifiedSigners,
} from '@porchlight/statements';
import type { CameraRecord, OwnerRecord } from '../state/state-schemas.ts';
import { NO_TERMS, takeTerms } from './camera-terms.ts';
import { hostFault } from './named-host.ts';

/** A widening made from afar waits this long, so that an owner who did not make it can still say no. */
export const WIDENING_WAIT_MS = 24 * 3600 * 1000;
/** The same under a synthetic root, where it is there to be seen. */
export const SYNTHETIC_WIDENING_WAIT_MS = 10_000;

export type ConsentVerdict =
  | { readonly kind: 'refused'; readonly owner: ReadOwner | undefined; readonly detail: string }
  | {
      readonly kind: 'in-force' | 'waiting';
      readonly owner: ReadOwner;
      readonly next: OwnerRecord;
      readonly effectiveAt: EpochMs;
      readonly detail: string;
    };

interface ReadOwner {
  readonly ownerId: OwnerId;
  readonly version: number;
}

export interface ConsentGround {
  readonly trust: Trust;
  readonly gatewayId: GatewayId;
  /** Of the host that runs this gateway; undefined at the owner's own box. */
  readonly hostKey: Ed25519Key | undefined;
  readonly ownerOf: (ownerId: OwnerId) => OwnerRecord | undefined;
  readonly cameras: readonly CameraRecord[];
}

/**
 * Judges a consent statement: signed by a key of its owner, for this programme, and only for cameras of that owner on this
 * gateway; other cameras it names are left alone. It must name who runs this gateway ({@link hostFault}). Nothing is stored: `next` is the owner's record with the terms taken.
 */
export async function takeConsent(
  envelope: unknown,
  ground: ConsentGround,
  now: EpochMs,
): Promise<ConsentVerdict> {
  const read = await readStatement('consent', envelope);
  if (read.kind === 'refused') return { kind: 'refused', owner: undefined, detail: read.detail };
  const { statement } = read.value;
  const owner = { ownerId: statement.ownerId, version: statement.version };
  const refuse = (detail: string): ConsentVerdict => ({ kind: 'refused', owner, detail });
  const { root } = ground.trust;
  if (statement.programme !== root.programme) return refuse('The consent is for another programme.');
  if (statement.issuedAt > now + CLOCK_TOLERANCE_MS)
    return refuse('The consent was signed later than this clock says it is.');
  const keys = ground.ownerOf(statement.ownerId)?.keys;
  if (!keys) return refuse('This owner is not enrolled on this gateway.');
  const signers = await verifiedSigners(read.value.envelope, keys, siteOf(root));
  if (signers.length === 0) return refuse('The consent is not signed by a key of its owner.');
  // Read again: the record may have changed while the signature was checked.
  const record = ground.ownerOf(statement.ownerId);
  if (!record) return refuse('This owner is not enrolled on this gateway.');
  // A consent that is held already stays as it was taken.
  const fault =
    record.consents[read.value.hash] === undefined &&
    hostFault(statement.waiver.host, ground.trust, ground.hostKey);
  if (fault) return refuse(fault);
  return applied(read.value, record, ground, now);
}

function applied(
  { statement, hash, envelope }: ReadStatement<'consent'>,
  record: OwnerRecord,
  ground: ConsentGround,
  now: EpochMs,
): ConsentVerdict {
  const owner = { ownerId: statement.ownerId, version: statement.version };
  const waitMs = ground.trust.root.synthetic ? SYNTHETIC_WIDENING_WAIT_MS : WIDENING_WAIT_MS;
  const terms = { ...record.terms };
  const faults: string[] = [];
  let taken = 0;
  let changed = false;
  let effectiveAt = now;
  for (const camera of statement.cameras.filter((c) => c.gatewayId === ground.gatewayId)) {
    const own = ground.cameras.some((c) => c.cameraId === camera.cameraId && c.ownerId === owner.ownerId);
    if (!own) {
      faults.push(`${camera.label}: this owner has no such camera on this gateway.`);
      continue;
    }
    const before = terms[camera.cameraId] ?? NO_TERMS;
    const outcome = takeTerms(before, { terms: camera, hash, version: statement.version }, now, waitMs);
    if (outcome.kind === 'refused') {
      faults.push(`${camera.label}: ${outcome.detail}.`);
      continue;
    }
    taken++;
    changed ||= outcome.kind !== 'known';
    terms[camera.cameraId] = outcome.next;
    effectiveAt = Math.max(effectiveAt, outcome.next.waiting?.effectiveAt ?? now);
  }
  const detail = faults.join(' ').slice(0, 300);
  if (taken === 0) return { kind: 'refused', owner, detail: detail || 'It names no camera of this gateway.' };
  const consents = inUse({ ...record.consents, [hash]: envelope }, terms);
  const next = changed ? { ...record, terms, consents } : record;
  return { kind: effectiveAt > now ? 'waiting' : 'in-force', owner, next, effectiveAt, detail };
}

/** The consents that some camera's terms still come from. */
function inUse(consents: OwnerRecord['consents'], terms: OwnerRecord['terms']): OwnerRecord['consents'] {
  const used = new Set(Object.values(terms).flatMap((t) => [t.hash, t.inForce?.hash, t.waiting?.hash]));
  return Object.fromEntries(Object.entries(consents).filter(([hash]) => used.has(hash)));
}
