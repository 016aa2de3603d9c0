import type { CameraUnit, StreamName } from './access-unit.ts';
import type { CameraState } from './camera-state.ts';
import type { StreamTarget } from './camera-stream.ts';
import { KeptStream, type KeptStreamWork, type StreamPorts } from './kept-stream.ts';
import { openRtspStream } from './rtsp-stream.ts';

/** One camera: the sub stream always warm, the main stream on demand (lingering 30 s). Without a sub stream, main is both. */
export interface CameraSource<Unit extends CameraUnit = CameraUnit> {
  /** State of the warm stream. */
  readonly state: CameraState;
  readonly hasSub: boolean;
  /** Hands on every access unit from now on; the first may be in mid group. Returns how to stop. */
  subscribe(stream: StreamName, onUnit: (unit: Unit) => void): () => void;
  /** Units since the newest key unit; empty when the stream is not warm. */
  newestGop(stream: StreamName): Unit[];
  close(): void;
}

export interface CameraTargets {
  readonly main: StreamTarget;
  readonly sub?: StreamTarget;
}

/** Starts the warm stream at once. `onState` is told each change of its state. Never throws: faults are states. */
export function openCamera(
  targets: CameraTargets,
  ports: StreamPorts,
  onState: (state: CameraState) => void,
): CameraSource {
  const work = (target: StreamTarget): KeptStreamWork => ({ open: openRtspStream, target });
  const warm = new KeptStream(
    targets.sub === undefined ? 'main' : 'sub',
    work(targets.sub ?? targets.main),
    ports,
    onState,
  );
  const main =
    targets.sub === undefined ? warm : new KeptStream('main', work(targets.main), ports, () => undefined);
  const pick = (stream: StreamName): KeptStream => (stream === 'main' ? main : warm);
  warm.start();
  return {
    get state() {
      return warm.state;
    },
    hasSub: targets.sub !== undefined,
    subscribe(stream, onUnit) {
      const kept = pick(stream);
      kept.start();
      const stop = kept.listen(onUnit);
      return () => {
        stop();
        if (kept !== warm && kept.listeners === 0) kept.stopLater();
      };
    },
    newestGop: (stream) => pick(stream).gop.units(),
    close() {
      warm.stop();
      main.stop();
    },
  };
}
