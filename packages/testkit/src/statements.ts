import type { CameraId, GatewayId, IncidentId, OwnerId, ProgrammeId, RequestId } from '@porchlight/domain';
import { DEFAULT_POLICY } from '@porchlight/policy';
import {
  type CameraConsent,
  type ConsentStatement,
  type IncidentStatement,
  type PolicyStatement,
  type ProgrammeStatement,
  type RequestStatement,
  toBase64Url,
  toHex,
} from '@porchlight/statements';

export const TEST_PROGRAMME = 'test-programme' as ProgrammeId;
/** 2026-07-01T19:00:00Z: 14:00 in the test programme's time zone. */
export const TEST_NOW = Date.UTC(2026, 6, 1, 19);
export const TEST_POSITION = { lat: 32.3, lon: -90.18 };
const DAY_MS = 24 * 3600 * 1000;

export function programmeStatement(changes: Partial<ProgrammeStatement> = {}): ProgrammeStatement {
  return {
    v: 1,
    kind: 'programme',
    programme: TEST_PROGRAMME,
    version: 1,
    name: 'Test programme',
    timeZone: 'America/Chicago',
    boundary: [
      [-90.3, 32.2],
      [-90.1, 32.2],
      [-90.1, 32.4],
      [-90.3, 32.4],
      [-90.3, 32.2],
    ],
    startsAt: TEST_NOW - DAY_MS,
    endsAt: TEST_NOW + 44 * DAY_MS,
    selfAttestedDispatch: false,
    issuedAt: TEST_NOW - 2 * DAY_MS,
    ...changes,
  };
}

export function policyStatement(changes: Partial<PolicyStatement> = {}): PolicyStatement {
  return {
    v: 1,
    kind: 'policy',
    programme: TEST_PROGRAMME,
    version: 1,
    title: 'Test ordinance',
    cedar: DEFAULT_POLICY.cedar,
    radiusM: { burglary: 250, robbery: 300 },
    maxMinutes: 60,
    defaultMinutes: 20,
    natureCodes: { BURG: 'burglary', ROB: 'robbery' },
    issuedAt: TEST_NOW - 2 * DAY_MS,
    ...changes,
  };
}

export function incidentStatement(changes: Partial<IncidentStatement> = {}): IncidentStatement {
  return {
    v: 1,
    kind: 'incident',
    programme: TEST_PROGRAMME,
    incidentId: 'inc-1' as IncidentId,
    seq: 1,
    status: 'open',
    class: 'burglary',
    natureCode: 'BURG',
    position: TEST_POSITION,
    place: '100 Test Street',
    reportedAt: TEST_NOW - 60_000,
    issuedAt: TEST_NOW - 30_000,
    feed: 'dispatch',
    ...changes,
  };
}

export function requestStatement(
  facts: Pick<RequestStatement, 'incidentHash' | 'policyHash' | 'operatorId'>,
  changes: Partial<RequestStatement> = {},
): RequestStatement {
  return {
    v: 1,
    kind: 'request',
    programme: TEST_PROGRAMME,
    requestId: toHex(crypto.getRandomValues(new Uint8Array(16))) as RequestId,
    incidentId: 'inc-1' as IncidentId,
    class: 'burglary',
    action: 'live',
    maxCameras: 16,
    minutes: 20,
    follow: false,
    rosterEpoch: 1,
    // The generator of P-256 (SEC 2 §2.4.2): a valid public key nobody needs the secret of.
    hpkePublicKey: toBase64Url(P256_GENERATOR),
    issuedAt: TEST_NOW,
    ...facts,
    ...changes,
  };
}

const P256_GENERATOR = Uint8Array.from(
  (
    '046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296' +
    '4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5'
  ).match(/../g) ?? [],
  (hex) => Number.parseInt(hex, 16),
);

export function cameraConsent(changes: Partial<CameraConsent> = {}): CameraConsent {
  return {
    cameraId: 'cam-1' as CameraId,
    gatewayId: 'gw-1' as GatewayId,
    label: 'Front door',
    tier: 'incident',
    classes: ['burglary', 'robbery'],
    radiusM: 200,
    hours: { kind: 'always' },
    from: TEST_NOW - DAY_MS,
    until: TEST_NOW + 30 * DAY_MS,
    pose: {
      position: { lat: TEST_POSITION.lat + 0.0005, lon: TEST_POSITION.lon },
      heightM: 3,
      azimuthDeg: 180,
      tiltDeg: 10,
      hfovDeg: 100,
      rangeM: 40,
    },
    ...changes,
  };
}

export function consentStatement(changes: Partial<ConsentStatement> = {}): ConsentStatement {
  return {
    v: 1,
    kind: 'consent',
    programme: TEST_PROGRAMME,
    ownerId: 'owner-1' as OwnerId,
    version: 1,
    waiver: { version: '1', textHash: toBase64Url(new Uint8Array(32)), host: 'own box' },
    cameras: [cameraConsent()],
    issuedAt: TEST_NOW - DAY_MS,
    ...changes,
  };
}
