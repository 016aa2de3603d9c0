import type { IncidentView, LookView } from '@porchlight/contract';
import { circleRing, wedgeRing } from '@porchlight/domain';
import type { Feature, FeatureCollection } from 'geojson';

/** One object, so that a map that shows no camera is not drawn anew for it. */
const NONE: FeatureCollection = { type: 'FeatureCollection', features: [] };
const collection = (features: Feature[]): FeatureCollection => ({ type: 'FeatureCollection', features });

/** The open incidents as points, and the circle around the selected one. No camera is in here. */
export function incidentFeatures(
  incidents: readonly IncidentView[],
  selected: string | null,
): FeatureCollection {
  return collection(
    incidents
      .filter((incident) => incident.status === 'open' || incident.incidentId === selected)
      .flatMap((incident): Feature[] => {
        const chosen = incident.incidentId === selected;
        const over = incident.status === 'closed';
        const { lon, lat } = incident.position;
        const point: Feature = {
          type: 'Feature',
          properties: {
            kind: 'incident',
            id: incident.incidentId,
            chosen,
            blocked: over || incident.circle === null,
          },
          geometry: { type: 'Point', coordinates: [lon, lat] },
        };
        if (!chosen || incident.circle === null) return [point];
        const ring = circleRing(incident.position, incident.circle.radiusM);
        return [
          point,
          {
            type: 'Feature',
            properties: { kind: 'circle', over },
            geometry: { type: 'Polygon', coordinates: [ring] },
          },
        ];
      }),
  );
}

/** The granted cameras of a look: places and wedges, numbered as on the wall. Known to police from the grant on. */
export function cameraFeatures(
  look: LookView | undefined,
  order: readonly string[],
  highlighted: string | null,
): FeatureCollection {
  if (look === undefined) return NONE;
  return collection(
    look.cameras.flatMap((camera): Feature[] => {
      const number = order.indexOf(camera.cameraId) + 1;
      const properties = {
        id: camera.cameraId,
        number: number > 0 ? String(number) : '',
        dark: camera.state === 'gone' || look.state === 'ended',
        highlighted: camera.cameraId === highlighted,
        followed: camera.followed,
      };
      const { lon, lat } = camera.pose.position;
      return [
        {
          type: 'Feature',
          properties: { ...properties, kind: 'wedge' },
          geometry: { type: 'Polygon', coordinates: [wedgeRing(camera.pose)] },
        },
        {
          type: 'Feature',
          properties: { ...properties, kind: 'camera' },
          geometry: { type: 'Point', coordinates: [lon, lat] },
        },
      ];
    }),
  );
}
