import type { StreamName } from '@porchlight/contract';
import type { CameraId } from '@porchlight/domain';
import type { Permit } from '../looks/permit.ts';
import { type CasterPorts, StreamCaster, type UnitSource } from './stream-caster.ts';

/** The streams that are being sent, one caster for each stream of a camera that somebody looks at. */
export class Casters {
  readonly #ports: CasterPorts;
  readonly #sourceOf: (cameraId: CameraId, stream: StreamName) => UnitSource | undefined;
  readonly #open = new Map<string, StreamCaster>();

  constructor(
    ports: CasterPorts,
    sourceOf: (cameraId: CameraId, stream: StreamName) => UnitSource | undefined,
  ) {
    this.#ports = ports;
    this.#sourceOf = sourceOf;
  }

  join(permit: Permit, stream: StreamName): void {
    const key = `${permit.cameraId} ${stream}`;
    const source = this.#sourceOf(permit.cameraId, stream);
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
