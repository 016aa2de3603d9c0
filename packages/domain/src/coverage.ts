import { type CameraPose, poseSees } from './camera-pose.ts';
import { destination, type LatLon } from './geo.ts';

/**
 * The share (0–1) of a circle's ground that at least one camera sees, by sampling `rings` × `spokes` points of equal
 * area. Occlusion is not considered, so this is an upper bound.
 */
export function coverageShare(
  centre: LatLon,
  radiusM: number,
  poses: readonly CameraPose[],
  rings = 12,
  spokes = 48,
): number {
  let seen = 0;
  for (let r = 0; r < rings; r++) {
    const metres = radiusM * Math.sqrt((r + 0.5) / rings);
    for (let s = 0; s < spokes; s++) {
      const point = destination(centre, ((s + (r % 2) / 2) * 360) / spokes, metres);
      if (poses.some((pose) => poseSees(pose, point))) seen++;
    }
  }
  return seen / (rings * spokes);
}
