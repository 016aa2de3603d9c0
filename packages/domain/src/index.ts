export { type CameraPose, poseSees, wedgeRing } from './camera-pose.ts';
export { type Clock, type EpochMs, systemClock } from './clock.ts';
export { coverageShare } from './coverage.ts';
export {
  bearingDeg,
  boxesAround,
  circleRing,
  destination,
  distanceM,
  EARTH_RADIUS_M,
  type GeoBox,
  isLatLon,
  type LatLon,
  type Ring,
  ringAreaKm2,
  ringContains,
  wrapLongitude,
} from './geo.ts';
export { type Hours, localMinute, withinHours } from './hours.ts';
export {
  type CameraId,
  type GatewayId,
  ID_PATTERN,
  type Id,
  type IncidentId,
  type OwnerId,
  type PersonId,
  type ProgrammeId,
  parseId,
  REQUEST_ID_PATTERN,
  type RequestId,
} from './id.ts';
export { INCIDENT_CLASSES, type IncidentClass, isIncidentClass } from './incident-class.ts';
export { plainLine, safeLogLine } from './log-line.ts';
