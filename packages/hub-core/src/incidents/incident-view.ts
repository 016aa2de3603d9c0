import type { IncidentView } from '@porchlight/contract';
import type { GatewayId } from '@porchlight/domain';
import { incidentRefusals } from '@porchlight/gate';
import type { CameraStore } from '../store/camera-store.ts';
import type { StoredIncident } from '../store/incident-store.ts';
import type { HubTrust } from '../trust/trust-desk.ts';
import { circleOf, radiusOf } from './circle.ts';

export interface IncidentViewAsk {
  readonly trust: HubTrust;
  readonly now: number;
  isOnline(gatewayId: GatewayId): boolean;
}

/** One incident as the console may show it before a grant: a count and the coverage, never a camera. */
export async function incidentView(
  cameras: CameraStore,
  incident: StoredIncident,
  ask: IncidentViewAsk,
): Promise<IncidentView> {
  const { statement, hash } = incident;
  const radiusM = radiusOf(ask.trust.policy.statement, statement.class);
  const eligible = radiusM !== undefined && incident.withinBoundary;
  return {
    incidentId: statement.incidentId,
    seq: statement.seq,
    hash,
    status: statement.status,
    class: statement.class,
    natureCode: statement.natureCode,
    place: statement.place,
    position: statement.position,
    reportedAt: statement.reportedAt,
    updatedAt: statement.issuedAt,
    circle: eligible ? await circleAround(cameras, incident, radiusM, ask) : null,
    blocked: incidentRefusals(ask.trust, statement, ask.now).map((refusal) => refusal.sentence),
  };
}

async function circleAround(
  cameras: CameraStore,
  { statement }: StoredIncident,
  radiusM: number,
  ask: IncidentViewAsk,
): Promise<NonNullable<IncidentView['circle']>> {
  if (statement.status === 'closed') return { radiusM, cameras: 0, coverage: 0 };
  const reaching = await cameras.reaching(statement.position, radiusM);
  const online = reaching.filter((camera) => ask.isOnline(camera.gatewayId));
  const timeZone = ask.trust.programme.statement.timeZone;
  const { class: incidentClass, position } = statement;
  return {
    radiusM,
    ...circleOf(online, { class: incidentClass, position, radiusM, now: ask.now, timeZone }),
  };
}
