import type { Site } from '@porchlight/contract';
import type { LatLon } from '@porchlight/domain';
import { lazy } from 'react';
import { CoordinateFields } from './coordinate-fields.tsx';
import { MapFrame } from './map-frame.tsx';

const PointMap = lazy(() => import('./point-map.tsx'));

/** A place, by the map and by numbers. */
export function PointField(props: { site: Site; point: LatLon; onPoint: (point: LatLon) => void }) {
  return (
    <div className="stack">
      <MapFrame>
        <PointMap {...props} />
      </MapFrame>
      <details>
        <summary>Set it by numbers</summary>
        <div className="number-grid">
          <CoordinateFields {...props} />
        </div>
      </details>
    </div>
  );
}

/** The middle of the programme's area, for a map to begin at. */
export function middleOf({ boundary }: Site): LatLon {
  const count = Math.max(1, boundary.length);
  return {
    lat: boundary.reduce((sum, [, y]) => sum + y, 0) / count,
    lon: boundary.reduce((sum, [x]) => sum + x, 0) / count,
  };
}
