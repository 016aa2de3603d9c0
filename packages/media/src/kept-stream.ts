import type { AccessUnit, StreamName } from './access-unit.ts';
import type { AddressPolicy } from './address-policy.ts';
import { type CameraState, CONNECTING, FAULTS, StreamFault } from './camera-state.ts';
import { GopBuffer } from './gop-buffer.ts';
import { openRtspStream, type RtspStream, type RtspTarget } from './rtsp-stream.ts';

const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 30_000;
const LINGER_MS = 30_000;

/** What a {@link KeptStream} needs from outside. */
export interface StreamPorts {
  readonly policy: AddressPolicy;
  /** µs since 1970 UTC. */
  readonly nowUs: () => number;
  /** 0 ≤ x < 1, for the jitter of retries. */
  readonly random: () => number;
}

/**
 * One stream of a camera, kept alive while wanted: reconnects with jittered back-off of 1 to 30 s, remembers the newest
 * group of pictures, and lingers 30 s after nobody wants it any more.
 */
export class KeptStream {
  readonly gop: GopBuffer;
  readonly #target: RtspTarget;
  readonly #ports: StreamPorts;
  readonly #onState: (state: CameraState) => void;
  readonly #listeners = new Set<(unit: AccessUnit) => void>();
  #state: CameraState = CONNECTING;
  #stream: RtspStream | undefined;
  #timer: NodeJS.Timeout | undefined;
  #linger: NodeJS.Timeout | undefined;
  #running = false;
  /** Rises with each start and stop: what an older run still brings is thrown away. */
  #run = 0;
  #failures = 0;

  constructor(
    name: StreamName,
    target: RtspTarget,
    ports: StreamPorts,
    onState: (state: CameraState) => void,
  ) {
    this.gop = new GopBuffer(name);
    this.#target = target;
    this.#ports = ports;
    this.#onState = onState;
  }

  get state(): CameraState {
    return this.#state;
  }

  /** Runs until {@link stop}, whether or not somebody listens. */
  start(): void {
    clearTimeout(this.#linger);
    this.#linger = undefined;
    if (this.#running) return;
    this.#running = true;
    this.#failures = 0;
    void this.#connect(++this.#run);
  }

  stop(): void {
    this.#running = false;
    this.#run += 1;
    clearTimeout(this.#timer);
    clearTimeout(this.#linger);
    this.#linger = undefined;
    this.#stream?.close();
    this.#stream = undefined;
    this.gop.clear();
    this.#setState(CONNECTING);
  }

  listen(onUnit: (unit: AccessUnit) => void): () => void {
    this.#listeners.add(onUnit);
    return () => this.#listeners.delete(onUnit);
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  /** Stops after 30 s unless started again before. */
  stopLater(): void {
    if (this.#linger !== undefined || !this.#running) return;
    this.#linger = setTimeout(() => this.stop(), LINGER_MS);
  }

  async #connect(run: number): Promise<void> {
    const current = (): boolean => this.#run === run;
    const handlers = {
      onUnit: (unit: AccessUnit) => current() && this.#unit(unit),
      onFault: (fault: StreamFault) => current() && this.#failed(fault, run),
    };
    try {
      const stream = await openRtspStream(this.#target, this.#ports.policy, handlers, this.#ports.nowUs);
      if (current()) this.#stream = stream;
      else stream.close();
    } catch (error) {
      if (current())
        this.#failed(error instanceof StreamFault ? error : new StreamFault(FAULTS.unreachable), run);
    }
  }

  #unit(unit: AccessUnit): void {
    if (this.#state.kind !== 'live') {
      this.#failures = 0;
      this.#setState({ kind: 'live', detail: 'Live.', width: unit.width, height: unit.height });
    }
    this.gop.push(unit);
    for (const listener of this.#listeners) listener(unit);
  }

  #failed(fault: StreamFault, run: number): void {
    this.#stream = undefined;
    this.#failures += 1;
    this.gop.clear();
    this.#setState(fault.state);
    const limit = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(this.#failures - 1, 5));
    const wait = FIRST_RETRY_MS / 2 + this.#ports.random() * limit;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#connect(run), wait);
  }

  #setState(state: CameraState): void {
    if (state.kind === this.#state.kind && state.detail === this.#state.detail) return;
    this.#state = state;
    this.#onState(state);
  }
}
