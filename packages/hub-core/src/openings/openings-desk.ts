import { AUDIT_CLOCK_MS, AUDIT_PAGE, auditBytes } from '@porchlight/contract';
import type { Clock, OwnerId } from '@porchlight/domain';
import { type Auditor, fromBase64Url } from '@porchlight/statements';
import { type SealedOpenings, sealKeyId } from '@porchlight/statements/sealed';
import { rawSignatureHolds } from '../crypto/raw-signature.ts';
import { type Refused, refuse } from '../problems.ts';
import type { HubStore } from '../store/hub-store.ts';
import type { TrustDesk } from '../trust/trust-desk.ts';

export interface OpeningsDeskParts {
  readonly store: HubStore;
  readonly clock: Clock;
  readonly trust: TrustDesk;
}

/** What an auditor's call says of itself; see contract/openings-api.ts. */
export interface AuditCall {
  readonly key: string;
  readonly from: number;
  readonly at: number;
  readonly signature: string;
}

/** Newest openings an owner's device is given at once. */
const MOST_SEALED = 500;

/** Hands out sealed openings: to owners over their session, to auditors by the key that the root names. */
export class OpeningsDesk {
  readonly #parts: OpeningsDeskParts;

  constructor(parts: OpeningsDeskParts) {
    this.#parts = parts;
  }

  /** `publicKey`: 65 bytes, base64url. */
  async addKey(ownerId: OwnerId, publicKey: string): Promise<void> {
    const bytes = fromBase64Url(publicKey);
    if (bytes === undefined) return;
    const key = { keyId: await sealKeyId(bytes), publicKey };
    await this.#parts.store.openings.addKey(ownerId, key, this.#parts.clock.now());
  }

  ofOwner(ownerId: OwnerId, keyId: string) {
    return this.#parts.store.openings.ofOwner(ownerId, keyId, MOST_SEALED);
  }

  /** The audit row comes first: an auditor's reading is itself on record. */
  async audit(
    call: AuditCall,
  ): Promise<{ kind: 'ok'; openings: readonly SealedOpenings[]; next: number | null } | Refused> {
    const { store, clock } = this.#parts;
    const auditor = await this.#auditor(call);
    const sealKey = auditor && fromBase64Url(auditor.sealKey);
    if (auditor === undefined || sealKey === undefined) return refuse('unknown-key');
    await store.audit.append({
      at: clock.now(),
      actor: `auditor:${auditor.name}`,
      act: 'openings-read',
      subject: String(call.from),
      detail: '',
    });
    const openings = await store.openings.ofAuditor(await sealKeyId(sealKey), call.from, AUDIT_PAGE);
    const last = openings.length === AUDIT_PAGE ? openings.at(-1) : undefined;
    return { kind: 'ok', openings, next: last ? last.index + 1 : null };
  }

  async #auditor({ key, from, at, signature }: AuditCall): Promise<Auditor | undefined> {
    const { trust, clock } = this.#parts;
    const { auditors = [], origin } = trust.current.root;
    const auditor = auditors.find(({ signKey }) => signKey.raw === key);
    if (auditor === undefined || Math.abs(clock.now() - at) > AUDIT_CLOCK_MS) return undefined;
    const holds = await rawSignatureHolds(auditor.signKey, signature, auditBytes(origin, from, at));
    return holds ? auditor : undefined;
  }
}
