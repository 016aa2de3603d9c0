import { bearingDeg, type CameraPose, destination, distanceM, type LatLon } from '@porchlight/domain';

/** Metres and degrees that one arrow key press moves; with Shift, five times as much. */
const STEP_M = 1;
const STEP_DEG = 3;

const HEADINGS: Record<string, number> = { ArrowUp: 0, ArrowRight: 90, ArrowDown: 180, ArrowLeft: 270 };

/** The pose after an arrow key on the camera itself, or undefined for any other key. */
export function movedByKey(pose: CameraPose, key: string, large: boolean): CameraPose | undefined {
  const heading = HEADINGS[key];
  if (heading === undefined) return undefined;
  return movedTo(pose, destination(pose.position, heading, large ? STEP_M * 5 : STEP_M));
}

export function movedTo(pose: CameraPose, { lat, lon }: LatLon): CameraPose {
  return { ...pose, position: { lat: rounded(lat), lon: rounded(lon) } };
}

/** The pose after an arrow key on the direction handle: left and right turn, up and down change how far it sees. */
export function turnedByKey(pose: CameraPose, key: string, large: boolean): CameraPose | undefined {
  const factor = large ? 5 : 1;
  if (key === 'ArrowRight') return turnedTo(pose, pose.azimuthDeg + STEP_DEG * factor);
  if (key === 'ArrowLeft') return turnedTo(pose, pose.azimuthDeg - STEP_DEG * factor);
  if (key === 'ArrowUp') return reaching(pose, pose.rangeM + factor);
  if (key === 'ArrowDown') return reaching(pose, pose.rangeM - factor);
  return undefined;
}

/** Any bearing, brought into 0 ≤ azimuth < 360. */
export function turnedTo(pose: CameraPose, azimuthDeg: number): CameraPose {
  return { ...pose, azimuthDeg: (((Math.round(azimuthDeg) % 360) + 360) % 360) as number };
}

export function reaching(pose: CameraPose, rangeM: number): CameraPose {
  return { ...pose, rangeM: Math.min(120, Math.max(5, Math.round(rangeM))) };
}

/** The pose that points at `target` and reaches it: what dragging the handle there means. */
export function pointedAt(pose: CameraPose, target: LatLon): CameraPose {
  return reaching(turnedTo(pose, bearingDeg(pose.position, target)), distanceM(pose.position, target));
}

/** Where the direction handle sits: in the middle of the far edge. */
export function handleOf(pose: CameraPose): LatLon {
  return destination(pose.position, pose.azimuthDeg, pose.rangeM);
}

/** Seven decimals are a centimetre; more would only make the signed text longer. */
function rounded(degrees: number): number {
  return Math.round(degrees * 1e7) / 1e7;
}
