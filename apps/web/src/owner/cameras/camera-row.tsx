import type { OwnerCameraView, OwnerOverview, Site } from '@porchlight/contract';
import { ChevronRight } from 'lucide-react';
import { Lamp } from '../../ui/lamp.tsx';
import { Badge } from '../../ui/notice.tsx';
import { useNow } from '../../ui/use-now.ts';
import { cameraState } from '../camera-words.ts';

/** One camera of a list: its lamp, its name and whether anybody can look. */
export function CameraRow(props: { camera: OwnerCameraView; site: Site; overview: OwnerOverview }) {
  const { camera, site, overview } = props;
  const now = useNow(5000);
  const state = cameraState(camera, now, site.timeZone);
  const watched = overview.watching.some((w) => w.cameraId === camera.cameraId);
  return (
    <li>
      <a className="camera-row" href={`#/camera/${camera.cameraId}`}>
        <Lamp size={34} lit={state.lamp === 'on'} />
        <span>
          <strong>{camera.label}</strong>
          <span className="camera-row__state">{state.words}</span>
          {watched && <Badge tone="alarm">Looked at now</Badge>}
        </span>
        <ChevronRight size={20} aria-hidden="true" />
      </a>
    </li>
  );
}
