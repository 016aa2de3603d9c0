import { createHmac } from 'node:crypto';
import {
  type CameraId,
  type CameraPose,
  type GatewayId,
  type Hours,
  type Id,
  type IncidentClass,
  type LatLon,
  type OwnerId,
  parseId,
} from '@porchlight/domain';
import { CAMERA_SITES, type CameraSite, PLACES } from './camera-sites.ts';
import type { LocalPoint } from './local-frame.ts';
import { type Neighbourhood, neighbourhood } from './neighbourhood.ts';
import { type OrdinaryCall, ordinaryCalls } from './ordinary-calls.ts';
import { runnerAt, SCENARIO_MS } from './runner-path.ts';
import { addressOf, poseOf } from './site-pose.ts';

export interface TownCamera {
  readonly id: CameraId;
  readonly ownerId: OwnerId;
  readonly gatewayId: GatewayId;
  /** At most 80 characters: address and what it looks at. */
  readonly label: string;
  readonly pose: CameraPose;
}

export interface TownOwner {
  readonly id: OwnerId;
  /** Role-like, no person: `House at Democracia 2475`. */
  readonly name: string;
  readonly gatewayId: GatewayId;
  readonly cameraIds: readonly CameraId[];
}

export interface TownGateway {
  readonly id: GatewayId;
  readonly name: string;
  readonly ownerIds: readonly OwnerId[];
}

/** The terms an owner signs for one camera; a registry tier carries no class and radius 0. */
export interface TownConsent {
  readonly cameraId: CameraId;
  readonly tier: 'registry' | 'incident';
  readonly classes: readonly IncidentClass[];
  readonly radiusM: number;
  readonly hours: Hours;
}

export interface TownPlan {
  readonly seed: number;
  readonly programmeName: string;
  readonly timeZone: string;
  readonly attribution: string;
  /** Closed ring of [lon, lat]. */
  readonly boundary: readonly (readonly [number, number])[];
  readonly cameras: readonly TownCamera[];
  readonly owners: readonly TownOwner[];
  readonly gateways: readonly TownGateway[];
  readonly consents: readonly TownConsent[];
  readonly incident: { readonly place: string; readonly position: LatLon; readonly nature: string };
  /** The runner's way, second by second from the scenario's beginning: milliseconds and place. */
  readonly runner: readonly { readonly ms: number; readonly position: LatLon }[];
  /** The policy's radius for a burglary, metres. */
  readonly circleM: number;
  readonly ordinaryCalls: readonly OrdinaryCall[];
  /** RTSP user names and their passwords: one a camera. */
  readonly rtspUsers: Readonly<Record<string, string>>;
  /** Two cameras for trying to cheat: one far outside the circle, one inside without consent. */
  readonly cheats: { readonly outside: CameraId; readonly noConsent: CameraId };
}

const CIRCLE_M = 250;
const NIGHT: Hours = { kind: 'daily', fromMinute: 20 * 60, toMinute: 7 * 60 };

const idOf = <Kind extends string>(text: string): Id<Kind> => {
  const id = parseId<Kind>(text);
  if (id === undefined) throw new RangeError(`not an id: ${text}`);
  return id;
};

/** The simulated programme: the same for the same seed. The seed changes passwords, nothing anyone can see. */
export function townPlan(seed = 1): TownPlan {
  const hood = neighbourhood();
  const sites = CAMERA_SITES.map((site, i) => ({ site, id: idOf<'camera'>(`cam-${twoDigits(i + 1)}`) }));
  const ownerIds = ownersOf(CAMERA_SITES);
  const ownerOf = (site: CameraSite): OwnerId => ownerIds.get(addressOf(site)) as OwnerId;
  const cameras = sites.map(({ site, id }) => ({
    id,
    ownerId: ownerOf(site),
    gatewayId: idOf<'gateway'>(site.gateway),
    label: `${addressOf(site)}, ${site.view}`,
    pose: poseOf(site, hood),
  }));
  const owners = [...ownerIds].map(([address, id]) => {
    const own = cameras.filter((camera) => camera.ownerId === id);
    const [first] = own as [TownCamera];
    const name = `${PLACES.get(address) ?? 'House'} at ${address}`;
    return { id, name, gatewayId: first.gatewayId, cameraIds: own.map((camera) => camera.id) };
  });
  return {
    seed,
    programmeName: 'Demo town: 45-day pilot',
    timeZone: 'America/Montevideo',
    attribution: hood.attribution,
    boundary: boundaryOf(hood),
    cameras,
    owners,
    gateways: gatewaysOf(owners),
    consents: sites.map(({ site, id }) => consentOf(site, id)),
    incident: {
      place: 'Democracia 2478',
      position: hood.frame.toLatLon(runnerAt(0).at),
      nature: 'BURG-IP',
    },
    runner: Array.from({ length: SCENARIO_MS / 1000 + 1 }, (_, s) => ({
      ms: s * 1000,
      position: hood.frame.toLatLon(runnerAt(s * 1000).at),
    })),
    circleM: CIRCLE_M,
    ordinaryCalls: ordinaryCalls(hood),
    rtspUsers: Object.fromEntries(sites.map(({ id }) => [id, passwordOf(seed, id)])),
    cheats: { outside: idOf('cam-26'), noConsent: idOf('cam-13') },
  };
}

/** `rtsp://user:password@host:port/cam-07/main`, as an owner would type it into the gateway. */
export function rtspUrl(
  plan: TownPlan,
  cameraId: CameraId,
  stream: 'main' | 'sub',
  server: { readonly host: string; readonly port: number },
): string {
  const password = plan.rtspUsers[cameraId];
  if (password === undefined) throw new RangeError(`no camera ${cameraId} in this town`);
  return `rtsp://${cameraId}:${password}@${server.host}:${server.port}/${cameraId}/${stream}`;
}

const twoDigits = (n: number): string => String(n).padStart(2, '0');

function passwordOf(seed: number, id: string): string {
  return createHmac('sha256', `porchlight-town-${seed}`).update(id).digest('base64url').slice(0, 16);
}

function ownersOf(sites: readonly CameraSite[]): Map<string, OwnerId> {
  const ids = new Map<string, OwnerId>();
  for (const site of sites)
    if (!ids.has(addressOf(site))) ids.set(addressOf(site), idOf(`own-${twoDigits(ids.size + 1)}`));
  return ids;
}

function gatewaysOf(owners: readonly TownOwner[]): TownGateway[] {
  const names = {
    'gw-host': 'Box of the street',
    'gw-a': 'Box at Democracia 2415',
    'gw-b': 'Box at Blandengues 1954',
  };
  return Object.entries(names).map(([id, name]) => ({
    id: idOf<'gateway'>(id),
    name,
    ownerIds: owners.filter((owner) => owner.gatewayId === id).map((owner) => owner.id),
  }));
}

function consentOf(site: CameraSite, cameraId: CameraId): TownConsent {
  if (site.terms.kind === 'registry')
    return { cameraId, tier: 'registry', classes: [], radiusM: 0, hours: { kind: 'always' } };
  const { classes, radiusM, hours } = site.terms;
  return {
    cameraId,
    tier: 'incident',
    classes,
    radiusM,
    hours: hours === 'night' ? NIGHT : { kind: 'always' },
  };
}

function boundaryOf(hood: Neighbourhood): [number, number][] {
  const corners: LocalPoint[] = [
    [-430, -330],
    [-300, -430],
    [180, -430],
    [430, -300],
    [430, 330],
    [300, 430],
    [-280, 430],
    [-430, 300],
    [-430, -330],
  ];
  return corners.map((corner) => {
    const { lat, lon } = hood.frame.toLatLon(corner);
    return [Number(lon.toFixed(6)), Number(lat.toFixed(6))];
  });
}
