import type { OwnerCameraView, OwnerGatewayView, OwnerLookView, OwnerOverview } from '@porchlight/contract';
import type { EpochMs, GatewayId, HostId } from '@porchlight/domain';
import { fingerprintOf, type HostEntry, type ProgrammeState } from '@porchlight/statements';
import { askView } from '../no-view/owner-asks.ts';
import type { StoredCamera } from '../store/camera-store.ts';
import type { StoredGateway } from '../store/gateway-store.ts';
import type { OwnerLook } from '../store/look-store.ts';
import type { StoredAsk } from '../store/no-view-store.ts';
import type { StoredOwner } from '../store/owner-store.ts';
import { reasonSentence } from './reason-sentences.ts';

export interface OwnerFacts {
  readonly owner: StoredOwner;
  readonly gateways: readonly StoredGateway[];
  readonly cameras: readonly StoredCamera[];
  readonly looks: readonly OwnerLook[];
  readonly consentVersion: number;
  /** Open ones. */
  readonly asks: readonly StoredAsk[];
  readonly programmeState: ProgrammeState;
  readonly programmeEndsAt: EpochMs;
  readonly now: EpochMs;
  /** As the signed programme names them. */
  readonly hosts: readonly HostEntry[];
  /** The host of each gateway in {@link looks} that a host runs or ran. */
  readonly hostOf: ReadonlyMap<GatewayId, HostId>;
  isOnline(gatewayId: GatewayId): boolean;
}

/** Everything one owner's page shows. */
export async function ownerOverview(facts: OwnerFacts): Promise<OwnerOverview> {
  const { owner, looks } = facts;
  const [key] = owner.keys;
  if (key === undefined) throw new TypeError('an owner has a key');
  const views = looks.map((look) => lookView(look, facts));
  const cameras = facts.cameras.filter((camera) => camera.present);
  const own = new Set(cameras.map((camera) => camera.cameraId));
  return {
    ownerId: owner.ownerId,
    name: owner.name,
    email: owner.email,
    keyFingerprint: await fingerprintOf(key),
    keys: [...owner.keys],
    programmeState: facts.programmeState,
    programmeEndsAt: facts.programmeEndsAt,
    consentVersion: facts.consentVersion,
    gateways: facts.gateways.map((gateway) => ({
      gatewayId: gateway.gatewayId,
      name: gateway.name,
      online: facts.isOnline(gateway.gatewayId),
      ...hostView(gateway.hostId, facts.hosts),
      key: gateway.key as OwnerGatewayView['key'],
      boxMac: gateway.boxMac,
      seal: gateway.seal,
    })),
    cameras: cameras.map((camera) => cameraView(camera, facts)),
    watching: views.filter((look) => look.state === 'watching'),
    history: views.filter((look) => look.state !== 'watching'),
    asks: facts.asks.flatMap((ask) => askView(ask, own) ?? []),
  };
}

function cameraView(camera: StoredCamera, facts: OwnerFacts): OwnerCameraView {
  const { consent } = camera;
  const expired = consent !== null && consent.terms.until <= facts.now;
  const paused = camera.pausedUntil !== null && camera.pausedUntil > facts.now;
  return {
    cameraId: camera.cameraId,
    gatewayId: camera.gatewayId,
    label: consent?.terms.label ?? camera.label,
    state: facts.isOnline(camera.gatewayId) ? camera.state : 'gateway-offline',
    detail: consent && consent.detail !== '' && consent.state === 'refused' ? consent.detail : camera.detail,
    consent: consent?.terms ?? null,
    consentVersion: consent?.version ?? null,
    consentState: consent === null ? 'none' : expired ? 'expired' : waitingOver(consent, facts.now),
    effectiveAt: consent?.effectiveAt ?? null,
    pausedUntil: !paused ? null : Number.isFinite(camera.pausedUntil) ? camera.pausedUntil : 0,
  };
}

function waitingOver(
  consent: NonNullable<StoredCamera['consent']>,
  now: EpochMs,
): OwnerCameraView['consentState'] {
  const over = consent.state === 'waiting' && consent.effectiveAt !== null && consent.effectiveAt <= now;
  return over ? 'in-force' : consent.state;
}

function hostView(
  hostId: HostId | null,
  hosts: readonly HostEntry[],
): Pick<OwnerGatewayView, 'hosted' | 'host' | 'hostId' | 'hostNamed'> {
  const named = hosts.find((host) => host.hostId === hostId);
  const hosted = hostId !== null;
  return {
    hosted,
    host: hosted ? (named?.name ?? hostId) : null,
    hostId,
    hostNamed: !hosted || named !== undefined,
  };
}

function lookView(look: OwnerLook, { now, hosts, hostOf }: OwnerFacts): OwnerLookView {
  const watching = look.ownerState === 'watching';
  return {
    requestId: look.requestId,
    cameraId: look.cameraId,
    cameraLabel: look.label,
    state: look.ownerState,
    role: look.role,
    class: look.class,
    place: look.place,
    // Upwards, as the gate and the proof count it.
    distanceM: Math.ceil(look.distanceM),
    since: look.since,
    until: look.until,
    seconds: watching ? Math.max(0, (now - look.since) / 1000) : look.seconds,
    because: look.because.map(reasonSentence),
    host: hostView(hostOf.get(look.gatewayId) ?? null, hosts).host,
  };
}
