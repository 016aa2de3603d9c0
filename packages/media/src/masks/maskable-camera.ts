import type { AccessUnit, CameraUnit, StreamName } from '../access-unit.ts';
import type { CameraSource } from '../camera-source.ts';
import type { CameraState } from '../camera-state.ts';
import { ffmpegFault, type startPictureChild } from '../ffmpeg/picture-child.ts';
import type { MediaShare } from '../media-share.ts';
import type { Mask } from './mask.ts';
import { maskFilter } from './mask-filter.ts';
import { RemadeStream, type RemakeFault } from './remade-stream.ts';

/** A camera whose mask can change while it is looked at. Nothing of it can be had but through here. */
export interface MaskableCamera extends CameraSource<AccessUnit> {
  /** What is painted over from this moment on, on both streams; an empty mask paints nothing. */
  setMask(mask: Mask): void;
  /** True: from this moment on both streams are H.264, whatever the camera sends. */
  setH264(only: boolean): void;
  readonly masked: boolean;
}

/** How a camera's children are started. */
export interface ChildPorts {
  /** The real one unless a test plays it. */
  readonly start?: typeof startPictureChild | undefined;
  readonly share?: MediaShare | undefined;
}

interface Listener {
  readonly onUnit: (unit: AccessUnit) => void;
  /** The way to the plain stream, when the camera has no mask. */
  plain: (() => void) | undefined;
  /** What comes now is another stream than what came before: nothing of it can be decoded before its next key unit. */
  awaitsKey: boolean;
}

const STREAMS = ['main', 'sub'] as const;

function hand(listener: Listener, unit: AccessUnit): void {
  if (listener.awaitsKey && !unit.key) return;
  listener.awaitsKey = false;
  listener.onUnit(unit);
}

/**
 * Puts the mask between a camera and whoever wants its pictures, and makes H.264 of a camera's JPEG, and for a viewer that decodes
 * nothing else. The child that does it runs while somebody subscribes and no longer. Without ffmpeg what needs it shows nothing and
 * says how to install it.
 */
export function maskable(
  source: CameraSource,
  mask: Mask,
  onState: (state: CameraState) => void,
  ports: ChildPorts = {},
): MaskableCamera {
  const { start } = ports;
  const listeners: Record<StreamName, Set<Listener>> = { main: new Set(), sub: new Set() };
  const remade = new Map<StreamName, RemadeStream>();
  let filter = maskFilter(mask);
  let h264 = false;
  /** It sends JPEG pictures, of which nothing goes on as it is. */
  let jpeg = false;
  let fault: RemakeFault = null;
  const asItIs = (): boolean => filter === undefined && !h264 && !jpeg;

  const missing = (): string | undefined =>
    filter === undefined || start !== undefined ? undefined : ffmpegFault();
  const setFault = (next: RemakeFault): void => {
    if (next === fault) return;
    fault = next;
    onState(camera.state);
  };
  const detach = (stream: StreamName): void => {
    remade.get(stream)?.close();
    remade.delete(stream);
    for (const listener of listeners[stream]) {
      listener.plain?.();
      listener.plain = undefined;
    }
  };
  const attach = (stream: StreamName): void => {
    if (listeners[stream].size === 0) return;
    if (asItIs()) {
      for (const listener of listeners[stream])
        listener.plain ??= source.subscribe(stream, (unit) => pass(listener, unit));
      return;
    }
    if (remade.has(stream) || missing() !== undefined) return;
    remade.set(
      stream,
      new RemadeStream({
        source,
        stream,
        filter,
        onUnit: (unit) => {
          for (const listener of listeners[stream]) hand(listener, unit);
        },
        onFault: setFault,
        ...ports,
      }),
    );
  };
  const change = (make: () => void): void => {
    for (const stream of STREAMS) {
      detach(stream);
      for (const listener of listeners[stream]) listener.awaitsKey = true;
    }
    make();
    fault = null;
    for (const stream of STREAMS) attach(stream);
    onState(camera.state);
  };
  const pass = (listener: Listener, unit: CameraUnit): void => {
    if (unit.codec !== 'mjpeg') hand(listener, unit);
    else if (!jpeg) {
      jpeg = true;
      // Not before every listener was handed this unit: whoever subscribes now would be handed it a second time.
      queueMicrotask(() => change(() => undefined));
    }
  };
  const camera: MaskableCamera = {
    get state() {
      const detail = missing() ?? fault;
      if (detail === null) return source.state;
      return { kind: 'unsupported', detail } satisfies CameraState;
    },
    hasSub: source.hasSub,
    get masked() {
      return filter !== undefined;
    },
    subscribe(stream, onUnit) {
      const listener: Listener = { onUnit, plain: undefined, awaitsKey: false };
      listeners[stream].add(listener);
      attach(stream);
      return () => {
        listener.plain?.();
        listeners[stream].delete(listener);
        if (listeners[stream].size === 0) detach(stream);
      };
    },
    newestGop: (stream) =>
      asItIs()
        ? source.newestGop(stream).filter((unit) => unit.codec !== 'mjpeg')
        : (remade.get(stream)?.gop.units() ?? []),
    setMask(next) {
      const wanted = maskFilter(next);
      if (wanted === filter) return;
      change(() => {
        filter = wanted;
      });
    },
    setH264(only) {
      if (only === h264) return;
      // A mask is painted into H.264 in any case.
      if (filter !== undefined) {
        h264 = only;
        return;
      }
      change(() => {
        h264 = only;
      });
    },
    close() {
      for (const stream of STREAMS) {
        detach(stream);
        listeners[stream].clear();
      }
      source.close();
    },
  };
  return camera;
}
