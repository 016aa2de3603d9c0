import { bearingDeg, destination, distanceM, EARTH_RADIUS_M, type LatLon } from './geo.ts';

/** Along a meridian. */
const METRES_PER_DEGREE = (EARTH_RADIUS_M * Math.PI) / 180;
/** What rounding may do at the very edge. */
const EDGE_M = 0.01;

/** Where a camera stands and looks. Signed by its owner as part of the consent. */
export interface CameraPose {
  readonly position: LatLon;
  /** Metres above ground, 0–100. */
  readonly heightM: number;
  /** Degrees clockwise from north, 0 ≤ azimuth < 360. */
  readonly azimuthDeg: number;
  /** Degrees below the horizon, −90…90 (positive looks down). */
  readonly tiltDeg: number;
  /** Horizontal field of view in degrees, 10–360. */
  readonly hfovDeg: number;
  /** How far a person can still be made out, metres, 1–500. */
  readonly rangeM: number;
}

/** The ground a camera sees, as a closed [lon, lat] ring (a wedge; a circle for 360°). Occlusion is not considered. */
export function wedgeRing(pose: CameraPose, steps = 16): [number, number][] {
  const from = pose.azimuthDeg - pose.hfovDeg / 2;
  const arc = Array.from({ length: steps + 1 }, (_, i) => {
    const p = destination(pose.position, from + (i * pose.hfovDeg) / steps, pose.rangeM);
    return [p.lon, p.lat] as [number, number];
  });
  if (pose.hfovDeg >= 360) return [...arc, arc[0] as [number, number]];
  const apex: [number, number] = [pose.position.lon, pose.position.lat];
  return [apex, ...arc, apex];
}

/** True when the point lies inside the wedge. Occlusion is not considered. */
export function poseSees(pose: CameraPose, point: LatLon): boolean {
  // No way is shorter than the difference of latitudes: most of a circle's cameras are out of question by that alone.
  if (Math.abs(point.lat - pose.position.lat) * METRES_PER_DEGREE > pose.rangeM + EDGE_M) return false;
  if (distanceM(pose.position, point) > pose.rangeM) return false;
  if (pose.hfovDeg >= 360) return true;
  const off = Math.abs(((bearingDeg(pose.position, point) - pose.azimuthDeg + 540) % 360) - 180);
  return off <= pose.hfovDeg / 2;
}
