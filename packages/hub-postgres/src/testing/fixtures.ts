import type { CameraId, GatewayId, IncidentId, LatLon, OwnerId, RequestId } from '@porchlight/domain';
import type { HubStore, NewIncident, NewLook, NewLookCamera } from '@porchlight/hub-core';
import {
  type CameraConsent,
  type ConsentStatement,
  type Envelope,
  type IncidentStatement,
  type OutcomeStatement,
  type PublicKey,
  statementHash,
  toBase64Url,
  unsignedEnvelope,
} from '@porchlight/statements';

/** Statements for tests of the store, which verifies no signature. */
export const PROGRAMME = 'test' as ConsentStatement['programme'];
export const PLACE: LatLon = { lat: 40.4168, lon: -3.7038 };

/** A key that differs with its number, 0 … 255. */
export function keyNumber(n: number, kind: 'ed25519' | 'software' = 'ed25519'): PublicKey {
  return { kind, raw: toBase64Url(new Uint8Array(kind === 'ed25519' ? 32 : 65).fill(n)) };
}

export function passkeyNumber(n: number): PublicKey {
  const raw = toBase64Url(new Uint8Array(65).fill(n));
  return { kind: 'passkey', raw, credentialId: `credential-${n}`, deviceBound: false };
}

export async function sealed<T extends { readonly kind: string }>(
  statement: T,
): Promise<{ statement: T; hash: string; envelope: Envelope }> {
  const envelope = unsignedEnvelope(statement);
  return { statement, hash: await statementHash(envelope), envelope };
}

export async function incident(
  id: string,
  seq: number,
  change: Partial<IncidentStatement> = {},
): Promise<NewIncident> {
  const statement: IncidentStatement = {
    v: 1,
    kind: 'incident',
    programme: PROGRAMME,
    incidentId: id as IncidentId,
    seq,
    status: 'open',
    class: 'burglary',
    natureCode: '459',
    position: PLACE,
    place: 'Calle A 1',
    reportedAt: 1000,
    issuedAt: 1000 + seq,
    feed: 'feed',
    ...change,
  };
  return { ...(await sealed(statement)), withinBoundary: true, receivedAt: 2000 + seq };
}

/** Creates owners, one gateway of that name that serves them all, and announces its cameras. */
export async function household(
  store: HubStore,
  gatewayId: string,
  cameras: Readonly<Record<string, readonly string[]>>,
  firstKey: number,
): Promise<void> {
  let key = firstKey;
  for (const ownerId of Object.keys(cameras)) {
    const owner = ownerId as OwnerId;
    await store.owners.create({
      ownerId: owner,
      name: owner,
      email: '',
      keys: [keyNumber(key++)],
      joinedAt: 1,
    });
    await store.gateways.enrol({
      gatewayId: gatewayId as GatewayId,
      key: keyNumber(firstKey, 'software'),
      name: 'box',
      ownerId: owner,
      at: 1,
    });
  }
  await store.cameras.announce(
    gatewayId as GatewayId,
    Object.entries(cameras).flatMap(([ownerId, ids]) => ids.map((id) => announced(id, ownerId))),
    1,
  );
}

export function announced(cameraId: string, ownerId: string) {
  return {
    cameraId: cameraId as CameraId,
    ownerId: ownerId as OwnerId,
    label: `box name of ${cameraId}`,
    state: 'live' as const,
    detail: '',
    hasSub: true,
  };
}

export function terms(
  cameraId: string,
  gatewayId: string,
  position: LatLon = PLACE,
  change: Partial<CameraConsent> = {},
): CameraConsent {
  return {
    cameraId: cameraId as CameraId,
    gatewayId: gatewayId as GatewayId,
    label: 'front door',
    tier: 'incident',
    classes: ['burglary'],
    radiusM: 400,
    hours: { kind: 'always' },
    from: 0,
    until: 1e12,
    pose: { position, heightM: 3, azimuthDeg: 90, tiltDeg: -10, hfovDeg: 90, rangeM: 30 },
    ...change,
  };
}

export async function consent(ownerId: string, version: number, cameras: CameraConsent[], receivedAt = 100) {
  const statement: ConsentStatement = {
    v: 1,
    kind: 'consent',
    programme: PROGRAMME,
    ownerId: ownerId as OwnerId,
    version,
    waiver: { version: '1', textHash: toBase64Url(new Uint8Array(32)), host: 'self' },
    cameras,
    issuedAt: 50,
  };
  return { ...(await sealed(statement)), keyId: 'key', receivedAt };
}

/** 32 hexadecimal digits from a number. */
export function requestId(n: number): RequestId {
  return n.toString(16).padStart(32, '0') as RequestId;
}

export function lookCamera(
  cameraId: string,
  ownerId: string,
  change: Partial<NewLookCamera> = {},
): NewLookCamera {
  return {
    cameraId: cameraId as CameraId,
    gatewayId: 'box' as GatewayId,
    ownerId: ownerId as OwnerId,
    label: 'front door',
    pose: terms(cameraId, 'box').pose,
    distanceM: 100,
    followed: false,
    hasSub: true,
    viewerState: 'opening',
    ownerState: 'watching',
    because: [],
    since: 5000,
    ...change,
  };
}

export function look(n: number, cameras: NewLookCamera[], change: Partial<NewLook> = {}): NewLook {
  return {
    requestId: requestId(n),
    requestHash: `hash-${n}`,
    request: { payloadType: 'request', payload: `${n}`, signatures: [] },
    incidentId: 'incident-1' as IncidentId,
    incidentHash: 'incident-hash',
    operatorId: 'operator-1' as NewLook['operatorId'],
    operatorName: 'Operator 1',
    role: 'operator',
    class: 'burglary',
    place: 'Calle A 1',
    follow: true,
    maxCameras: 12,
    startedAt: 5000,
    endsAt: 9000,
    state: 'running',
    cameras,
    ...change,
  };
}

export async function outcome(
  n: number,
  cameraId: string,
  result: OutcomeStatement['result'],
  change: Partial<OutcomeStatement> = {},
  receivedAt = 6000,
) {
  const statement: OutcomeStatement = {
    v: 1,
    kind: 'outcome',
    programme: PROGRAMME,
    requestId: requestId(n),
    requestHash: `hash-${n}`,
    cameraId: cameraId as CameraId,
    gatewayId: 'box' as GatewayId,
    result,
    reasons: [],
    at: receivedAt,
    ...change,
  };
  return { ...(await sealed(statement)), receivedAt };
}
