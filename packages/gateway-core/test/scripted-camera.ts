import type { AccessUnit, CameraSource, openCamera, StreamName } from '@porchlight/media';

/** A camera that shows what a test tells it to, one unit at a time. */
export class ScriptedCamera {
  readonly sent: AccessUnit[] = [];
  readonly #gops: Record<StreamName, AccessUnit[]> = { main: [], sub: [] };
  readonly #listeners: Record<StreamName, Set<(unit: AccessUnit) => void>> = {
    main: new Set(),
    sub: new Set(),
  };

  listeners(stream: StreamName): number {
    return this.#listeners[stream].size;
  }

  show(stream: StreamName, key: boolean, bytes = 200): AccessUnit {
    const data = Buffer.alloc(bytes, this.sent.length & 0xff);
    data.set([0, 0, 0, 1, key ? 0x65 : 0x41]);
    const unit: AccessUnit = {
      codec: 'h264',
      key,
      discardable: false,
      captureUs: 1_700_000_000_000_000 + this.sent.length * 66_667,
      data,
      width: 640,
      height: 360,
      codecString: 'avc1.42E01E',
    };
    this.sent.push(unit);
    if (key) this.#gops[stream] = [];
    this.#gops[stream].push(unit);
    for (const listener of this.#listeners[stream]) listener(unit);
    return unit;
  }

  source(hasSub: boolean): CameraSource {
    return {
      state: { kind: 'live', detail: 'Live.', width: 640, height: 360 },
      hasSub,
      subscribe: (stream, onUnit) => {
        this.#listeners[stream].add(onUnit);
        return () => this.#listeners[stream].delete(onUnit);
      },
      newestGop: (stream) => [...this.#gops[stream]],
      close: () => undefined,
    };
  }
}

/** Opens scripted cameras, one for each main address. */
export class ScriptedCameras {
  readonly #cameras = new Map<string, ScriptedCamera>();

  at(mainUrl: string): ScriptedCamera {
    const camera = this.#cameras.get(mainUrl) ?? new ScriptedCamera();
    this.#cameras.set(mainUrl, camera);
    return camera;
  }

  readonly open: typeof openCamera = (targets, _ports, onState) => {
    const source = this.at(targets.main.url).source(targets.sub !== undefined);
    queueMicrotask(() => onState(source.state));
    return source;
  };
}
