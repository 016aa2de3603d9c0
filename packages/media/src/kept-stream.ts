import type { CameraUnit, StreamName } from './access-unit.ts';
import type { AddressPolicy } from './address-policy.ts';
import { type CameraState, CONNECTING, FAULTS, StreamFault } from './camera-state.ts';
import type { OpenCameraStream, OpenStream, StreamTarget } from './camera-stream.ts';
import { GopBuffer } from './gop-buffer.ts';
import type { MediaShare } from './media-share.ts';

const FIRST_RETRY_MS = 1000;
const SOONEST_RETRY_MS = FIRST_RETRY_MS / 2;
const LONGEST_RETRY_MS = 30_000;
const LINGER_MS = 30_000;

/** What a {@link KeptStream} needs from outside. */
export interface StreamPorts {
  readonly policy: AddressPolicy;
  /** µs since 1970 UTC. */
  readonly nowUs: () => number;
  /** 0 ≤ x < 1, for the jitter of retries. */
  readonly random: () => number;
  /** What this camera's owner may take of a shared machine; absent: all of it. */
  readonly share?: MediaShare | undefined;
}

export interface KeptStreamWork {
  readonly open: OpenCameraStream;
  readonly target: StreamTarget;
  /** Its state after a stop, unless it stopped at a fault. */
  readonly idle?: CameraState;
}

/**
 * One stream of a camera, kept alive while wanted: reconnects with jittered back-off of 1 to 30 s, at once when somebody new wants
 * it, remembers the newest group of pictures, and lingers 30 s after nobody wants it any more.
 */
export class KeptStream {
  readonly gop: GopBuffer<CameraUnit>;
  readonly #open: OpenCameraStream;
  readonly #target: StreamTarget;
  readonly #ports: StreamPorts;
  readonly #onState: (state: CameraState) => void;
  readonly #idle: CameraState;
  readonly #listeners = new Set<(unit: CameraUnit) => void>();
  #state: CameraState = CONNECTING;
  #stream: OpenStream | undefined;
  #timer: NodeJS.Timeout | undefined;
  #linger: NodeJS.Timeout | undefined;
  /** One for each start; aborted by stop, so that an attempt under way ends with it. */
  #run: AbortController | undefined;
  #failures = 0;
  /** µs, of the last failure. */
  #failedAt = 0;

  constructor(
    name: StreamName,
    { open, target, idle = CONNECTING }: KeptStreamWork,
    ports: StreamPorts,
    onState: (state: CameraState) => void,
  ) {
    this.gop = new GopBuffer(name, ports.share);
    this.#open = open;
    this.#target = target;
    this.#idle = idle;
    this.#ports = ports;
    this.#onState = onState;
  }

  get state(): CameraState {
    return this.#state;
  }

  /** Runs until {@link stop}, whether or not somebody listens. Between two attempts the next is made at once, half a second after the last at the soonest. */
  start(): void {
    clearTimeout(this.#linger);
    this.#linger = undefined;
    if (this.#run !== undefined) {
      this.#hurry(this.#run.signal);
      return;
    }
    this.#run = new AbortController();
    this.#failures = 0;
    this.#setState(CONNECTING);
    void this.#connect(this.#run.signal);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    clearTimeout(this.#linger);
    this.#linger = undefined;
    this.#stream?.close();
    this.#stream = undefined;
    this.#run?.abort();
    this.#run = undefined;
    this.gop.clear();
    if (this.#failures === 0) this.#setState(this.#idle);
  }

  listen(onUnit: (unit: CameraUnit) => void): () => void {
    this.#listeners.add(onUnit);
    return () => this.#listeners.delete(onUnit);
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  /** Stops after 30 s unless started again before. */
  stopLater(): void {
    if (this.#linger !== undefined || this.#run === undefined) return;
    this.#linger = setTimeout(() => this.stop(), LINGER_MS);
  }

  async #connect(signal: AbortSignal): Promise<void> {
    const { policy, nowUs, share } = this.#ports;
    const handlers = {
      onUnit: (unit: CameraUnit) => signal.aborted || this.#unit(unit),
      onFault: (fault: StreamFault) => this.#failed(fault, signal),
    };
    try {
      const stream = await this.#open({ target: this.#target, policy, nowUs, signal, share }, handlers);
      if (signal.aborted) stream.close();
      else this.#stream = stream;
    } catch (error) {
      this.#failed(error instanceof StreamFault ? error : new StreamFault(FAULTS.unreachable), signal);
    }
  }

  #unit(unit: CameraUnit): void {
    const { width, height } = unit;
    if (this.#state.kind !== 'live' || this.#state.width !== width || this.#state.height !== height)
      this.#setState({ kind: 'live', detail: 'Live.', width, height });
    this.#failures = 0;
    this.gop.push(unit);
    for (const listener of this.#listeners) listener(unit);
  }

  #failed(fault: StreamFault, signal: AbortSignal): void {
    if (signal.aborted) return;
    this.#stream = undefined;
    this.#failures += 1;
    this.gop.clear();
    this.#setState(fault.state);
    const limit = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(this.#failures - 1, 5));
    this.#failedAt = this.#ports.nowUs();
    this.#connectIn(SOONEST_RETRY_MS + this.#ports.random() * limit, signal);
  }

  /** Whoever asks for a look must not wait out the back-off of a camera that is there again. */
  #hurry(signal: AbortSignal): void {
    if (this.#timer === undefined) return;
    const since = (this.#ports.nowUs() - this.#failedAt) / 1000;
    this.#connectIn(Math.min(SOONEST_RETRY_MS, Math.max(0, SOONEST_RETRY_MS - since)), signal);
  }

  #connectIn(waitMs: number, signal: AbortSignal): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#connect(signal);
    }, waitMs);
  }

  #setState(state: CameraState): void {
    const same = state.kind === this.#state.kind && state.detail === this.#state.detail;
    if (same && state.kind !== 'live') return;
    this.#state = state;
    this.#onState(state);
  }
}
