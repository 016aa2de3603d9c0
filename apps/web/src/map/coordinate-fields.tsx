import type { LatLon } from '@porchlight/domain';
import { NumberField } from '../ui/number-field.tsx';

/** A place by numbers, degrees. */
export function CoordinateFields({ point, onPoint }: { point: LatLon; onPoint: (point: LatLon) => void }) {
  return (
    <>
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
    </>
  );
}
