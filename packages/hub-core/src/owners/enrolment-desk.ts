import {
  ENROLMENT_CODE_MINUTES,
  type EnrolAnswer,
  type EnrolRequest,
  hostedBytes,
} from '@porchlight/contract';
import type { Clock, GatewayId, OwnerId } from '@porchlight/domain';
import { toHex } from '@porchlight/statements';
import { rawSignatureHolds } from '../crypto/raw-signature.ts';
import type { AreaBus } from '../events/area-bus.ts';
import type { Random } from '../ports.ts';
import { type Refused, refuse } from '../problems.ts';
import type { EnrolmentCode } from '../store/gateway-store.ts';
import type { HubStore } from '../store/hub-store.ts';
import type { TrustDesk } from '../trust/trust-desk.ts';

export interface EnrolmentDeskParts {
  readonly store: HubStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly bus: AreaBus;
  readonly trust: TrustDesk;
}

/** Ties a gateway to an owner by the owner's one-time code; the hub learns the code's id alone. */
export class EnrolmentDesk {
  readonly #parts: EnrolmentDeskParts;

  constructor(parts: EnrolmentDeskParts) {
    this.#parts = parts;
  }

  /** `ownerKeys` must be the owner's own keys: they go to the gateway as the MAC covers them. */
  async offer(
    ownerId: OwnerId,
    code: { codeId: string; ownerKeys: string; ownerMac: string },
  ): Promise<{ kind: 'ok' } | Refused> {
    const { store, clock } = this.#parts;
    const now = clock.now();
    const put = await store.transaction(async (stores) => {
      await stores.audit.append({
        at: now,
        actor: ownerId,
        act: 'gateway-code',
        subject: ownerId,
        detail: '',
      });
      return stores.gateways.putCode({
        ...code,
        ownerId,
        expiresAt: now + ENROLMENT_CODE_MINUTES * 60_000,
      });
    });
    return put === 'stored' ? { kind: 'ok' } : refuse('code-unknown');
  }

  /** Uses the code up. The gateway checks the owner's keys against the code by itself. */
  async enrol(request: EnrolRequest): Promise<{ kind: 'ok'; answer: EnrolAnswer } | Refused> {
    const { store, clock, bus } = this.#parts;
    const signed = new TextEncoder().encode(`porchlight/enrol/v1\0${request.codeId}`);
    if (!(await rawSignatureHolds(request.gatewayKey, request.signature, signed)))
      return refuse('bad-signature');
    const known = request.gatewayId && (await store.gateways.get(request.gatewayId));
    // A host runs a gateway of its own for each owner: none takes a second.
    if (request.gatewayId && !known) return refuse('gateway-taken');
    if (known && known.hostId !== null) return refuse('gateway-taken');
    if (request.host && !(await this.#vouched(request, request.host))) return refuse('host-unknown');
    const code = await store.gateways.useCode(request.codeId, clock.now());
    if (code === undefined) return refuse('code-unknown');
    const gatewayId = request.gatewayId ?? this.#newId();
    const enrolled = await store.transaction(async (stores) => {
      await stores.audit.append({
        at: clock.now(),
        actor: code.ownerId,
        act: 'gateway-enrolled',
        subject: gatewayId,
        detail: request.host ? `${request.name} (${request.host.hostId})` : request.name,
      });
      const { gatewayKey: key, name } = request;
      const { boxMac } = request;
      const hostId = request.host?.hostId;
      const { ownerId } = code;
      return stores.gateways.enrol({ gatewayId, key, name, ownerId, at: clock.now(), hostId, boxMac });
    });
    if (enrolled !== 'enrolled') return refuse('gateway-taken');
    bus.publish('owner', code.ownerId);
    bus.publish('clerk', null);
    return { kind: 'ok', answer: this.#answer(gatewayId, code) };
  }

  /** A named host signed for just this code and this gateway's key. */
  async #vouched(
    request: EnrolRequest,
    { hostId, signature }: NonNullable<EnrolRequest['host']>,
  ): Promise<boolean> {
    const hosts = this.#parts.trust.current.programme.statement.hosts ?? [];
    const host = hosts.find((each) => each.hostId === hostId);
    const bytes = hostedBytes(hostId, request.codeId, request.gatewayKey.raw);
    return host !== undefined && rawSignatureHolds(host.key, signature, bytes);
  }

  #newId(): GatewayId {
    return `gw-${toHex(this.#parts.random.bytes(6))}` as GatewayId;
  }

  #answer(gatewayId: GatewayId, { ownerId, ownerKeys, ownerMac }: EnrolmentCode): EnrolAnswer {
    return { gatewayId, ownerId, ownerKeys, ownerMac, root: this.#parts.trust.current.rootEnvelope };
  }
}
