import { boxesAround, type LatLon } from '@porchlight/domain';
import type { NearCamera } from '@porchlight/hub-core';
import { sql } from 'kysely';
import type { Database } from '../database.ts';
import { CAMERA_COLUMNS, type CameraRow, cameraOf } from './camera-row.ts';

/** The boxes are drawn a little wider than the circle: rounding must never lose a camera on the edge. */
const BOX_MARGIN_M = 1;

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
  const centre = { lat: rounded(position.lat), lon: rounded(position.lon) };
  const boxes = boxesAround(centre, radiusM + BOX_MARGIN_M).map(
    (box) =>
      sql`place <@ box(point(${box.west}::float8, ${box.south}::float8), point(${box.east}::float8, ${box.north}::float8))`,
  );
  const columns = CAMERA_COLUMNS.map((column) => sql.ref(column));
  const { rows } = await sql<CameraRow & { distance_m: number }>`
    select * from (
      select ${sql.join(columns)}, great_circle_m(${centre.lat}::float8, ${centre.lon}::float8, place) as distance_m
      from camera where place is not null and (${sql.join(boxes, sql` or `)})) as boxed
    where distance_m <= ${radiusM}::float8
    order by distance_m, camera_id limit ${limit}::int`.execute(db);
  return rows.flatMap((row) => {
    const camera = cameraOf(row);
    return camera.consent === null ? [] : [{ ...camera, consent: camera.consent, distanceM: row.distance_m }];
  });
}

/** To 10⁻⁹ degrees, like the column: differences are then zero or large enough to be squared. */
function rounded(degrees: number): number {
  return Math.round(degrees * 1e9) / 1e9;
}
