import { boxesAround, type GatewayId, type LatLon } from '@porchlight/domain';
import type { CircleCamera, NearCamera } from '@porchlight/hub-core';
import { type RawBuilder, sql } from 'kysely';
import type { Database } from '../database.ts';
import { CAMERA_COLUMNS, type CameraRow, cameraOf } from './camera-row.ts';

/** The boxes are drawn a little wider than the circle: rounding must never lose a camera on the edge. */
const BOX_MARGIN_M = 1;
const MOST = 10_000;

/**
 * Cameras with terms whose place lies in the circle, nearest first: the index on `place` finds the box (two boxes at the
 * antimeridian, all longitudes at a pole), the haversine decides.
 */
export async function camerasNear(
  db: Database,
  position: LatLon,
  radiusM: number,
  limit: number,
): Promise<readonly NearCamera[]> {
  const columns = CAMERA_COLUMNS.map((column) => sql.ref(column));
  const { rows } = await sql<CameraRow & { distance_m: number }>`
    select ${sql.join(columns)}, distance_m ${inCircle(position, radiusM)}
    order by distance_m, camera_id limit ${limit}::int`.execute(db);
  return rows.flatMap((row) => {
    const camera = cameraOf(row);
    return camera.consent === null ? [] : [{ ...camera, consent: camera.consent, distanceM: row.distance_m }];
  });
}

/**
 * Those of them whose owner's own radius reaches the position, with what decides and nothing else: bringing rows here and
 * parsing them takes ten times as long as finding them. Where older terms may hold, their radius is not compared.
 */
export async function camerasReaching(
  db: Database,
  position: LatLon,
  radiusM: number,
): Promise<readonly CircleCamera[]> {
  const { rows } = await sql<CircleRow>`
    select gateway_id, present, terms, consent_state, effective_at, previous_terms, paused_until ${inCircle(position, radiusM)}
      and (reach_m is null or distance_m <= reach_m + ${BOX_MARGIN_M}::float8)
    limit ${MOST}::int`.execute(db);
  return rows.map((row) => ({
    gatewayId: row.gateway_id as GatewayId,
    present: row.present,
    pausedUntil: row.paused_until,
    consent: { terms: row.terms, state: row.consent_state, effectiveAt: row.effective_at },
    previous: row.previous_terms && { terms: row.previous_terms },
  }));
}

/** A row with a place has terms, and the table's own check keeps their state beside them. */
type CircleRow = Pick<
  CameraRow,
  'gateway_id' | 'present' | 'effective_at' | 'previous_terms' | 'paused_until'
> & {
  readonly terms: NonNullable<CameraRow['terms']>;
  readonly consent_state: NonNullable<CameraRow['consent_state']>;
};

/** The rows within `radiusM` metres, with `distance_m`. */
function inCircle(position: LatLon, radiusM: number): RawBuilder<unknown> {
  const centre = { lat: rounded(position.lat), lon: rounded(position.lon) };
  const boxes = boxesAround(centre, radiusM + BOX_MARGIN_M).map(
    (box) =>
      sql`place <@ box(point(${box.west}::float8, ${box.south}::float8), point(${box.east}::float8, ${box.north}::float8))`,
  );
  return sql`from (
      select *, great_circle_m(${centre.lat}::float8, ${centre.lon}::float8, place) as distance_m
      from camera where place is not null and (${sql.join(boxes, sql` or `)})) as boxed
    where distance_m <= ${radiusM}::float8`;
}

/** To 10⁻⁹ degrees, like the column: differences are then zero or large enough to be squared. */
function rounded(degrees: number): number {
  return Math.round(degrees * 1e9) / 1e9;
}
