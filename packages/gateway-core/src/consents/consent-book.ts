import type { CameraId, Clock, EpochMs, GatewayId, OwnerId } from '@porchlight/domain';
import type { CameraFacts } from '@porchlight/gate';
import type { Ed25519Key, Trust } from '@porchlight/statements';
import type { Owners } from '../state/owners.ts';
import type { CameraRecord, OwnerRecord } from '../state/state-schemas.ts';
import {
  type CameraTerms,
  confirmed,
  NO_TERMS,
  pausedUntil,
  settled,
  withdrawnUpTo,
} from './camera-terms.ts';
import { type ConsentVerdict, takeConsent } from './take-consent.ts';

/** This gateway's own copy of what its owners allow. */
export interface ConsentBook {
  /** Verifies and keeps a consent; see `takeConsent`. */
  take(envelope: unknown, trust: Trust): Promise<ConsentVerdict>;
  terms(cameraId: CameraId): CameraTerms;
  /** What the gate needs to know about a camera now. Undefined when this gateway has no such camera. */
  facts(cameraId: CameraId): CameraFacts | undefined;
  /** No look until then (null: until a newer consent is signed). In force when it returns, on the disk when it resolves. */
  pause(ownerId: OwnerId, cameraIds: readonly CameraId[], until: EpochMs | null): Promise<void>;
  /** The same promise for the end of consent; up to the newest version held when none is given. */
  withdraw(ownerId: OwnerId, cameraIds: readonly CameraId[], version?: number): Promise<void>;
  /** The owner's yes, on the local page, to terms that wait. */
  confirm(cameraId: CameraId): Promise<void>;
}

export interface ConsentBookPorts {
  readonly owners: Owners;
  readonly cameras: () => readonly CameraRecord[];
  readonly gatewayId: () => GatewayId | null;
  /** Of the host that runs this gateway; undefined at the owner's own box. */
  readonly hostKey: Ed25519Key | undefined;
  readonly clock: Clock;
}

export function openConsentBook({
  owners,
  cameras,
  gatewayId,
  hostKey,
  clock,
}: ConsentBookPorts): ConsentBook {
  const cameraOf = (cameraId: CameraId) => cameras().find((camera) => camera.cameraId === cameraId);
  const terms = (cameraId: CameraId): CameraTerms => {
    const ownerId = cameraOf(cameraId)?.ownerId;
    const held = ownerId && owners.get(ownerId)?.terms[cameraId];
    return settled(held ?? NO_TERMS, clock.now());
  };
  /** Changes the terms of those of the cameras that are this owner's. */
  const change = (
    ownerId: OwnerId,
    cameraIds: readonly CameraId[],
    to: (terms: CameraTerms) => CameraTerms,
  ): Promise<void> => {
    const own = cameraIds.filter((id) => cameraOf(id)?.ownerId === ownerId);
    return owners.update(ownerId, (record) => changed(record, own, to, clock.now()));
  };
  return {
    terms,
    async take(envelope, trust) {
      const id = gatewayId();
      if (id === null) return { kind: 'refused', owner: undefined, detail: 'This gateway is not enrolled.' };
      const ground = { trust, gatewayId: id, hostKey, ownerOf: owners.get, cameras: cameras() };
      const verdict = await takeConsent(envelope, ground, clock.now());
      // In force at once; a disk that fails shows in the state's fault and stops every picture.
      if (verdict.kind !== 'refused') owners.put(verdict.next).catch(() => undefined);
      return verdict;
    },
    facts(cameraId) {
      const id = gatewayId();
      if (id === null || cameraOf(cameraId) === undefined) return undefined;
      return factsOf(cameraId, id, terms(cameraId));
    },
    pause: (ownerId, ids, until) => change(ownerId, ids, (t) => pausedUntil(t, until)),
    withdraw: (ownerId, ids, version) => change(ownerId, ids, (t) => withdrawnUpTo(t, version ?? t.version)),
    async confirm(cameraId) {
      const camera = cameraOf(cameraId);
      if (camera) await change(camera.ownerId, [cameraId], confirmed);
    },
  };
}

function changed(
  record: OwnerRecord,
  cameraIds: readonly CameraId[],
  to: (terms: CameraTerms) => CameraTerms,
  now: EpochMs,
): OwnerRecord {
  const terms = { ...record.terms };
  for (const id of cameraIds) terms[id] = to(settled(terms[id] ?? NO_TERMS, now));
  return { ...record, terms };
}

function factsOf(cameraId: CameraId, gatewayId: GatewayId, terms: CameraTerms): CameraFacts {
  const { inForce, waiting, pause } = terms;
  const consent = inForce
    ? { camera: inForce.terms, hash: inForce.hash }
    : waiting && { camera: waiting.terms, hash: waiting.hash, waitingUntil: waiting.effectiveAt };
  return {
    cameraId,
    gatewayId,
    consent,
    pausedUntil: pause === null ? null : (pause.until ?? Number.POSITIVE_INFINITY),
  };
}
