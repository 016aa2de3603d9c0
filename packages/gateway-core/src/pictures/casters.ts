import type { StreamName } from '@porchlight/contract';
import type { CameraId } from '@porchlight/domain';
import type { Permit } from '../looks/permit.ts';
import { type CasterPorts, StreamCaster, type UnitSource } from './stream-caster.ts';

export interface CastCameras {
  source(cameraId: CameraId, stream: StreamName): UnitSource | undefined;
  setH264(cameraId: CameraId, only: boolean): void;
}

/** The streams that are being sent, one caster for each stream of a camera that somebody looks at. */
export class Casters {
  readonly #ports: CasterPorts;
  readonly #cameras: CastCameras;
  readonly #open = new Map<string, StreamCaster>();
  /** Those who decode nothing but H.264, by camera. */
  readonly #h264 = new Map<CameraId, Set<Permit>>();

  constructor(ports: CasterPorts, cameras: CastCameras) {
    this.#ports = ports;
    this.#cameras = cameras;
  }

  /** While one viewer of a camera needs it, all of them get H.264: the pictures are made once. */
  needH264(permit: Permit, needed: boolean): void {
    const { cameraId } = permit;
    const all = this.#h264.get(cameraId) ?? new Set();
    if (needed === all.has(permit)) return;
    if (needed) all.add(permit);
    else all.delete(permit);
    if (all.size > 0) this.#h264.set(cameraId, all);
    else this.#h264.delete(cameraId);
    this.#cameras.setH264(cameraId, all.size > 0);
  }

  join(permit: Permit, stream: StreamName): void {
    const key = `${permit.cameraId} ${stream}`;
    const source = this.#cameras.source(permit.cameraId, stream);
    if (source === undefined) return;
    const caster = this.#open.get(key) ?? new StreamCaster(stream, source, this.#ports);
    this.#open.set(key, caster);
    caster.join(permit);
  }

  leave(permit: Permit, stream: StreamName): void {
    const key = `${permit.cameraId} ${stream}`;
    const caster = this.#open.get(key);
    caster?.leave(permit);
    if (caster?.viewers === 0) this.#open.delete(key);
  }

  /** Viewers of the stream of a camera that has most of them. */
  viewers(cameraId: CameraId): number {
    const of = (stream: StreamName): number => this.#open.get(`${cameraId} ${stream}`)?.viewers ?? 0;
    return Math.max(of('main'), of('sub'));
  }
}
