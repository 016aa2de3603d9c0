/** WGS84, degrees: lat −90…90, lon −180…180. */
export interface LatLon {
  readonly lat: number;
  readonly lon: number;
}

/** Mean earth radius in metres (IUGG R1), the radius of every great-circle distance here. */
export const EARTH_RADIUS_M = 6_371_008.8;

const toRadians = (degrees: number): number => (degrees * Math.PI) / 180;
const toDegrees = (radians: number): number => (radians * 180) / Math.PI;

/** True for finite coordinates inside WGS84's range. */
export function isLatLon(point: LatLon): boolean {
  return Math.abs(point.lat) <= 90 && Math.abs(point.lon) <= 180;
}

/**
 * Great-circle distance in metres (haversine); within 0.6 % of the ellipsoid's. `far` is the haversine to the point opposite
 * `b`, computed and not subtracted: the arc sine of `near` alone would lose decimetres towards the antipodes.
 */
export function distanceM(a: LatLon, b: LatLon): number {
  const dLon = toRadians(b.lon - a.lon) / 2;
  const cosines = Math.cos(toRadians(a.lat)) * Math.cos(toRadians(b.lat));
  const near = Math.sin(toRadians(b.lat - a.lat) / 2) ** 2 + cosines * Math.sin(dLon) ** 2;
  const far = Math.sin(toRadians(b.lat + a.lat) / 2) ** 2 + cosines * Math.cos(dLon) ** 2;
  return 2 * EARTH_RADIUS_M * Math.atan2(Math.sqrt(near), Math.sqrt(far));
}

/** The point `metres` from `from` on the great circle that leaves at `bearingDeg` (clockwise from north). */
export function destination(from: LatLon, bearingDeg: number, metres: number): LatLon {
  const angle = metres / EARTH_RADIUS_M;
  const bearing = toRadians(bearingDeg);
  const lat1 = toRadians(from.lat);
  const lat2 = Math.asin(
    Math.sin(lat1) * Math.cos(angle) + Math.cos(lat1) * Math.sin(angle) * Math.cos(bearing),
  );
  const lon2 =
    toRadians(from.lon) +
    Math.atan2(
      Math.sin(bearing) * Math.sin(angle) * Math.cos(lat1),
      Math.cos(angle) - Math.sin(lat1) * Math.sin(lat2),
    );
  return { lat: toDegrees(lat2), lon: wrapLongitude(toDegrees(lon2)) };
}

/** Initial bearing from `a` to `b`, degrees clockwise from north, 0 ≤ bearing < 360. */
export function bearingDeg(a: LatLon, b: LatLon): number {
  const dLon = toRadians(b.lon - a.lon);
  const y = Math.sin(dLon) * Math.cos(toRadians(b.lat));
  const x =
    Math.cos(toRadians(a.lat)) * Math.sin(toRadians(b.lat)) -
    Math.sin(toRadians(a.lat)) * Math.cos(toRadians(b.lat)) * Math.cos(dLon);
  return (toDegrees(Math.atan2(y, x)) + 360) % 360;
}

/** Longitude brought into −180…180. */
export function wrapLongitude(lon: number): number {
  return ((((lon + 180) % 360) + 360) % 360) - 180;
}

export interface GeoBox {
  readonly south: number;
  readonly north: number;
  readonly west: number;
  readonly east: number;
}

/** One box around the circle, or two when it crosses the antimeridian; near a pole the box spans all longitudes. */
export function boxesAround(centre: LatLon, radiusM: number): readonly GeoBox[] {
  const dLat = toDegrees(radiusM / EARTH_RADIUS_M);
  const south = Math.max(-90, centre.lat - dLat);
  const north = Math.min(90, centre.lat + dLat);
  if (south <= -90 || north >= 90) return [{ south, north, west: -180, east: 180 }];
  const dLon = toDegrees(Math.asin(Math.sin(radiusM / EARTH_RADIUS_M) / Math.cos(toRadians(centre.lat))));
  const west = centre.lon - dLon;
  const east = centre.lon + dLon;
  if (west < -180)
    return [
      { south, north, west: west + 360, east: 180 },
      { south, north, west: -180, east },
    ];
  if (east > 180)
    return [
      { south, north, west, east: 180 },
      { south, north, west: -180, east: east - 360 },
    ];
  return [{ south, north, west, east }];
}

/** A closed ring, [lon, lat] pairs as in GeoJSON; the last point may repeat the first. */
export type Ring = readonly (readonly [number, number])[];

/** Even-odd test in plain degrees; rings that cross the antimeridian are not supported. */
export function ringContains(ring: Ring, point: LatLon): boolean {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [xi, yi] = ring[i] as readonly [number, number];
    const [xj, yj] = ring[j] as readonly [number, number];
    const crosses = yi > point.lat !== yj > point.lat;
    if (crosses && point.lon < ((xj - xi) * (point.lat - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}

/** Points of a circle as a closed [lon, lat] ring of `steps` + 1 points. */
export function circleRing(centre: LatLon, radiusM: number, steps = 72): [number, number][] {
  return Array.from({ length: steps + 1 }, (_, i) => {
    const p = destination(centre, (i * 360) / steps, radiusM);
    return [p.lon, p.lat] as [number, number];
  });
}

/** Area inside a ring in km², on the local tangent plane; good to about 1 % for a city. */
export function ringAreaKm2(ring: Ring): number {
  if (ring.length < 3) return 0;
  const metresPerDegree = (Math.PI / 180) * EARTH_RADIUS_M;
  const midLat = ring.reduce((sum, [, lat]) => sum + lat, 0) / ring.length;
  const scale = Math.cos(toRadians(midLat));
  let twice = 0;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [xi, yi] = ring[i] as readonly [number, number];
    const [xj, yj] = ring[j] as readonly [number, number];
    twice += (xj - xi) * scale * (yj + yi);
  }
  return (Math.abs(twice / 2) * metresPerDegree ** 2) / 1e6;
}
