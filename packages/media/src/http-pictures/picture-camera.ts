import type { CameraSource } from '../camera-source.ts';
import type { CameraState } from '../camera-state.ts';
import type { StreamTarget } from '../camera-stream.ts';
import { KeptStream, type StreamPorts } from '../kept-stream.ts';
import { openPictureStream } from './picture-stream.ts';

const RESTING: CameraState = {
  kind: 'resting',
  detail: 'Works. The camera is asked for pictures only while somebody may look.',
};

/**
 * Opens a camera that gives JPEG pictures over HTTP, as a stream or one by one. It is asked once at the beginning, to see how it
 * fares, and then while somebody subscribes (30 s longer). One stream stands for both. Never throws: faults are states.
 */
export function openPictureCamera(
  target: StreamTarget,
  ports: StreamPorts,
  onState: (state: CameraState) => void,
): CameraSource {
  const kept = new KeptStream('main', { open: openPictureStream, target, idle: RESTING }, ports, onState);
  kept.start();
  kept.stopLater();
  return {
    get state() {
      return kept.state;
    },
    hasSub: false,
    subscribe(_, onUnit) {
      kept.start();
      const stop = kept.listen(onUnit);
      return () => {
        stop();
        if (kept.listeners === 0) kept.stopLater();
      };
    },
    newestGop: () => kept.gop.units(),
    close: () => kept.stop(),
  };
}
