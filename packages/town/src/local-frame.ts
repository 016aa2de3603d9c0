import type { LatLon } from '@porchlight/domain';

/** A point in metres east (x) and north (y) of a frame's origin. */
export type LocalPoint = readonly [number, number];

/** A flat frame around an origin; good to centimetres within a kilometre. */
export interface LocalFrame {
  readonly origin: LatLon;
  toLocal(point: LatLon): LocalPoint;
  toLatLon(point: LocalPoint): LatLon;
}

const SEMI_MAJOR_M = 6_378_137;
const ECCENTRICITY_SQUARED = 0.006_694_379_990_14;

/** Local metres by the WGS84 ellipsoid's radii of curvature at the origin. */
export function localFrame(origin: LatLon): LocalFrame {
  const lat = (origin.lat * Math.PI) / 180;
  const w = 1 - ECCENTRICITY_SQUARED * Math.sin(lat) ** 2;
  const perLat = ((SEMI_MAJOR_M * (1 - ECCENTRICITY_SQUARED)) / w ** 1.5) * (Math.PI / 180);
  const perLon = (SEMI_MAJOR_M / Math.sqrt(w)) * Math.cos(lat) * (Math.PI / 180);
  return {
    origin,
    toLocal: (p) => [(p.lon - origin.lon) * perLon, (p.lat - origin.lat) * perLat],
    toLatLon: ([x, y]) => ({ lat: origin.lat + y / perLat, lon: origin.lon + x / perLon }),
  };
}
