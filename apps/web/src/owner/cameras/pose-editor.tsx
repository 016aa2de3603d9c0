import type { Site } from '@porchlight/contract';
import type { CameraPose } from '@porchlight/domain';
import { lazy } from 'react';
import { CoordinateFields } from '../../map/coordinate-fields.tsx';
import { MapFrame } from '../../map/map-frame.tsx';
import { NumberField } from '../../ui/number-field.tsx';
import { compassWord } from '../terms-words.ts';
import { movedTo, turnedTo } from './pose-steps.ts';

const PoseMap = lazy(() => import('./pose-map.tsx'));

/** Where the camera stands and points: by dragging, by arrow keys, and by numbers. */
export function PoseEditor(props: { site: Site; pose: CameraPose; onPose: (pose: CameraPose) => void }) {
  const { site, pose, onPose } = props;
  return (
    <div className="stack">
      <MapFrame>
        <PoseMap site={site} pose={pose} onPose={onPose} />
      </MapFrame>
      <p aria-live="polite">
        Points {compassWord(pose.azimuthDeg)}, sees about {Math.round(pose.rangeM)} m far.
      </p>
      <details>
        <summary>Set it by numbers</summary>
        <div className="number-grid">
          <NumberField
            label="Direction, degrees from north"
            value={pose.azimuthDeg}
            min={0}
            max={359}
            onValue={(n) => onPose(turnedTo(pose, n))}
          />
          <NumberField
            label="How wide it sees, degrees"
            value={pose.hfovDeg}
            min={10}
            max={360}
            onValue={(n) => onPose({ ...pose, hfovDeg: n })}
          />
          <NumberField
            label="How far it sees, metres"
            value={pose.rangeM}
            min={5}
            max={120}
            onValue={(n) => onPose({ ...pose, rangeM: n })}
          />
          <NumberField
            label="Height above ground, metres"
            value={pose.heightM}
            min={0}
            max={100}
            step={0.1}
            onValue={(n) => onPose({ ...pose, heightM: n })}
          />
          <NumberField
            label="Looks down, degrees"
            value={pose.tiltDeg}
            min={-90}
            max={90}
            onValue={(n) => onPose({ ...pose, tiltDeg: n })}
          />
          <CoordinateFields point={pose.position} onPoint={(point) => onPose(movedTo(pose, point))} />
        </div>
      </details>
    </div>
  );
}
