import type { StreamName } from '@porchlight/contract';
import type { CameraId } from '@porchlight/domain';
import type { Casters } from '../pictures/casters.ts';
import type { Permit } from './permit.ts';

export interface Want {
  readonly main: boolean;
  readonly sub: boolean;
  /** The viewer decodes H.264 alone. */
  readonly h264?: boolean | undefined;
}

/** Before the viewer says otherwise: the small picture. */
export const FIRST_WANT: Want = { main: false, sub: true };

/** One camera of one running look. It ends once; from then on no picture leaves on its permit. */
export class CameraLook {
  readonly permit: Permit;
  readonly since: number;
  readonly #casters: Casters;
  readonly #hasSub: boolean;
  #joined: ReadonlySet<StreamName> = new Set();
  #timer: NodeJS.Timeout | undefined;

  constructor(permit: Permit, since: number, hasSub: boolean, casters: Casters) {
    this.permit = permit;
    this.since = since;
    this.#hasSub = hasSub;
    this.#casters = casters;
  }

  get cameraId(): CameraId {
    return this.permit.cameraId;
  }

  /** Joins and leaves streams so that the viewer gets what it shows now; a camera without a sub stream shows main for it. */
  want(want: Want): void {
    this.#casters.needH264(this.permit, want.h264 === true);
    const streams = new Set<StreamName>();
    if (want.main || (want.sub && !this.#hasSub)) streams.add('main');
    if (want.sub && this.#hasSub) streams.add('sub');
    for (const stream of this.#joined) if (!streams.has(stream)) this.#casters.leave(this.permit, stream);
    for (const stream of streams) if (!this.#joined.has(stream)) this.#casters.join(this.permit, stream);
    this.#joined = streams;
  }

  /** Calls back when the permit has ended by itself, or after `withinMs` when that is sooner. */
  endsWithin(withinMs: number, onOver: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(onOver, Math.max(0, Math.min(withinMs, this.permit.remainingMs)));
  }

  end(): void {
    this.permit.revoke();
    clearTimeout(this.#timer);
    this.want({ main: false, sub: false });
  }
}
