import type { Receipt } from '@porchlight/contract';
import type { Clock, OwnerId } from '@porchlight/domain';
import {
  type ConsentStatement,
  type Envelope,
  keyIdOf,
  type PublicKey,
  type ReadStatement,
  readStatement,
  siteOf,
  verifiedSigners,
} from '@porchlight/statements';
import type { AreaBus } from '../events/area-bus.ts';
import type { GatewayPost } from '../gateways/post.ts';
import { owesLeaf } from '../leaves/leaf-jobs.ts';
import { type Refused, refuse } from '../problems.ts';
import type { PutConsent } from '../store/consent-store.ts';
import type { HubStore } from '../store/hub-store.ts';
import type { TrustDesk } from '../trust/trust-desk.ts';
import { receiptOf, waiverInForce } from './receipt.ts';

export interface ConsentDeskParts {
  readonly store: HubStore;
  readonly clock: Clock;
  readonly bus: AreaBus;
  readonly trust: TrustDesk;
  readonly post: GatewayPost;
  countsChanged(): void;
}

const ANNOUNCE_WAIT_MS = 3000;
const ANNOUNCE_POLL_MS = 50;

type Answer = { readonly kind: 'ok'; readonly receipt: Receipt } | Refused;

/** Signed waivers: verified, kept byte for byte, handed to the gateways that decide by their own copy. */
export class ConsentDesk {
  readonly #parts: ConsentDeskParts;

  constructor(parts: ConsentDeskParts) {
    this.#parts = parts;
  }

  async take(ownerId: OwnerId, envelope: Envelope): Promise<Answer> {
    const { store, clock, post, bus, countsChanged } = this.#parts;
    const read = await readStatement('consent', envelope);
    if (read.kind === 'refused') return refuse('statement-refused', read.detail);
    const checked = await this.#check(ownerId, read.value);
    if (checked.kind === 'refused') return checked;
    const { statement, hash } = read.value;
    const keyId = await keyIdOf(checked.key);
    await this.#announced(statement);
    const put = await store.transaction(async (stores) => {
      await stores.audit.append({
        at: clock.now(),
        actor: ownerId,
        act: 'consent',
        subject: hash,
        detail: `version ${statement.version}, ${statement.cameras.length} cameras`,
      });
      const { version } = statement;
      await owesLeaf(stores, { act: 'consent', ownerId, version });
      return stores.consents.put({ statement, hash, envelope, keyId, receivedAt: clock.now() });
    });
    const refusal = putRefusal(put);
    if (refusal) return refusal;
    for (const gatewayId of new Set(statement.cameras.map((camera) => camera.gatewayId)))
      post.send(gatewayId, { t: 'consent', envelope });
    bus.publish('owner', ownerId);
    countsChanged();
    return this.#receipt(read.value, checked.key);
  }

  /** The receipt of an earlier consent. */
  async receipt(ownerId: OwnerId, version: number): Promise<Answer> {
    const stored = await this.#parts.store.consents.get(ownerId, version);
    const owner = await this.#parts.store.owners.get(ownerId);
    const read = stored && (await readStatement('consent', stored.envelope));
    if (!owner || read?.kind !== 'ok') return refuse('not-found');
    const [key] = await verifiedSigners(
      read.value.envelope,
      owner.keys,
      siteOf(this.#parts.trust.current.root),
    );
    return key ? this.#receipt(read.value, key) : refuse('not-found');
  }

  /** A camera added a moment ago is on its way from its gateway: worth a short wait. */
  async #announced({ ownerId, cameras }: ConsentStatement): Promise<void> {
    const ids = cameras.map((camera) => camera.cameraId);
    for (let waited = 0; waited < ANNOUNCE_WAIT_MS; waited += ANNOUNCE_POLL_MS) {
      const known = await this.#parts.store.cameras.get(ids);
      if (ids.every((id) => known.some((camera) => camera.cameraId === id && camera.ownerId === ownerId)))
        return;
      await new Promise((resolve) => setTimeout(resolve, ANNOUNCE_POLL_MS));
    }
  }

  async #check(
    ownerId: OwnerId,
    { statement, envelope }: ReadStatement<'consent'>,
  ): Promise<{ kind: 'ok'; key: PublicKey } | Refused> {
    const { trust, store } = this.#parts;
    const { root } = trust.current;
    if (statement.ownerId !== ownerId) return refuse('other-person');
    if (statement.programme !== root.programme) return refuse('statement-refused', 'another programme');
    const waiver = await waiverInForce();
    if (statement.waiver.version !== waiver.version || statement.waiver.textHash !== waiver.textHash)
      return refuse('waiver-changed');
    const owner = await store.owners.get(ownerId);
    const [key] = await verifiedSigners(envelope, owner?.keys ?? [], siteOf(root));
    return key ? { kind: 'ok', key } : refuse('bad-signature');
  }

  async #receipt({ statement, hash, envelope }: ReadStatement<'consent'>, key: PublicKey): Promise<Answer> {
    const waiver = await waiverInForce();
    const programmeName = this.#parts.trust.current.programme.statement.name;
    if (statement.waiver.textHash !== waiver.textHash)
      return refuse(
        'not-found',
        'This consent was signed under an earlier text of the waiver; keep the receipt you were given.',
      );
    return {
      kind: 'ok',
      receipt: await receiptOf({ statement, hash, envelope, key, waiver, programmeName }),
    };
  }
}

function putRefusal(put: PutConsent): Refused | undefined {
  if (put.kind === 'not-rising') return refuse('consent-not-rising');
  if (put.kind === 'unknown-camera') return refuse('unknown-camera');
  return undefined;
}
