import './point-map.css';
import type { Site } from '@porchlight/contract';
import type { LatLon } from '@porchlight/domain';
import { lazy, Suspense } from 'react';
import { MapGuard } from '../ui/map-guard.tsx';
import { Waiting } from '../ui/notice.tsx';
import { NumberField } from '../ui/number-field.tsx';

const PointMap = lazy(() => import('./point-map.tsx'));

/** A place, by the map and by numbers. */
export function PointField(props: { site: Site; point: LatLon; onPoint: (point: LatLon) => void }) {
  const { point, onPoint } = props;
  return (
    <div className="stack">
      <MapGuard instead="Use the number fields below.">
        <Suspense
          fallback={
            <div className="point-map">
              <Waiting>Loading the map</Waiting>
            </div>
          }
        >
          <PointMap {...props} />
        </Suspense>
      </MapGuard>
      <details>
        <summary>Set it by numbers</summary>
        <div className="number-grid">
          <NumberField
            label="Latitude"
            value={point.lat}
            min={-90}
            max={90}
            step={0.00001}
            onValue={(lat) => onPoint({ ...point, lat })}
          />
          <NumberField
            label="Longitude"
            value={point.lon}
            min={-180}
            max={180}
            step={0.00001}
            onValue={(lon) => onPoint({ ...point, lon })}
          />
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
