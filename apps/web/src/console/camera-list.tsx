import './camera-list.css';
import type { LookView } from '@porchlight/contract';

interface ListProps {
  readonly look: LookView;
  readonly order: readonly string[];
  readonly highlighted: string | null;
  readonly onHover: (cameraId: string | null) => void;
  readonly onSelect: (cameraId: string) => void;
}

/** The map's twin: the granted cameras, nearest first, for keyboard and screen reader. */
export function CameraList({ look, order, highlighted, onHover, onSelect }: ListProps) {
  const cameras = look.cameras.toSorted((a, b) => a.distanceM - b.distanceM);
  return (
    <table className="camera-list">
      <caption className="visually-hidden">Cameras of this look</caption>
      <thead>
        <tr>
          <th scope="col">
            <abbr title="Number">#</abbr>
          </th>
          <th scope="col">Camera</th>
          <th scope="col">
            <abbr title="Metres from the incident">m</abbr>
          </th>
          <th scope="col">
            <abbr title="Looks towards">to</abbr>
          </th>
        </tr>
      </thead>
      <tbody>
        {cameras.map((camera) => (
          <tr
            key={camera.cameraId}
            data-highlighted={camera.cameraId === highlighted}
            data-gone={camera.state === 'gone'}
            onPointerEnter={() => onHover(camera.cameraId)}
            onPointerLeave={() => onHover(null)}
          >
            <td>{order.indexOf(camera.cameraId) + 1}</td>
            <td>
              <button
                type="button"
                onClick={() => onSelect(camera.cameraId)}
                onFocus={() => onHover(camera.cameraId)}
              >
                {camera.label}
                {camera.state === 'gone' && <span className="visually-hidden">, no longer available</span>}
              </button>
            </td>
            <td>{Math.ceil(camera.distanceM)}</td>
            <td>{compass(camera.pose.azimuthDeg)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const POINTS = ['N', 'NE', 'E', 'SE', 'S', 'SW', 'W', 'NW'] as const;

function compass(azimuthDeg: number): string {
  return POINTS[Math.round(azimuthDeg / 45) % 8] as string;
}
