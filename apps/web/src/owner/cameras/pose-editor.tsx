import type { Site } from '@porchlight/contract';
import type { CameraPose } from '@porchlight/domain';
import { lazy, Suspense } from 'react';
import { MapGuard } from '../../ui/map-guard.tsx';
import { Waiting } from '../../ui/notice.tsx';
import { NumberField } from '../../ui/number-field.tsx';
import { compassWord } from '../terms-words.ts';
import { movedTo, turnedTo } from './pose-steps.ts';

const PoseMap = lazy(() => import('./pose-map.tsx'));

/** Where the camera stands and points: by dragging, by arrow keys, and by numbers. */
export function PoseEditor(props: { site: Site; pose: CameraPose; onPose: (pose: CameraPose) => void }) {
  const { site, pose, onPose } = props;
  const { position } = pose;
  return (
    <div className="stack">
      <MapGuard instead="Use the number fields below.">
        <Suspense
          fallback={
            <div className="pose-map">
              <Waiting>Loading the map</Waiting>
            </div>
          }
        >
          <PoseMap site={site} pose={pose} onPose={onPose} />
        </Suspense>
      </MapGuard>
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
          <NumberField
            label="Latitude"
            value={position.lat}
            min={-90}
            max={90}
            step={0.00001}
            onValue={(lat) => onPose(movedTo(pose, { ...position, lat }))}
          />
          <NumberField
            label="Longitude"
            value={position.lon}
            min={-180}
            max={180}
            step={0.00001}
            onValue={(lon) => onPose(movedTo(pose, { ...position, lon }))}
          />
        </div>
      </details>
    </div>
  );
}
