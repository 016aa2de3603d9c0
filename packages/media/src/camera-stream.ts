import type { CameraUnit } from './access-unit.ts';
import type { AddressPolicy } from './address-policy.ts';
import type { StreamFault } from './camera-state.ts';
import type { MediaShare } from './media-share.ts';

/** Where a stream is. `url` without credentials. */
export interface StreamTarget {
  readonly url: string;
  readonly username: string;
  readonly password: string;
}

export interface StreamHandlers {
  onUnit(unit: CameraUnit): void;
  /** Called once, when the stream ends by itself. Not called after close() or an abort. */
  onFault(fault: StreamFault): void;
}

export interface StreamInput {
  readonly target: StreamTarget;
  readonly policy: AddressPolicy;
  /** µs since 1970 UTC. */
  readonly nowUs: () => number;
  /** Gives up at once, at whatever step; also ends a stream that plays. */
  readonly signal: AbortSignal;
  readonly share?: MediaShare | undefined;
}

/** One stream that plays. */
export interface OpenStream {
  close(): void;
}

/** How a stream is opened. Rejects with StreamFault when it cannot be; nothing is handed on after close() or an abort. */
export type OpenCameraStream = (input: StreamInput, handlers: StreamHandlers) => Promise<OpenStream>;

/** Nothing from the camera for this long: the camera hangs. */
export const SILENCE_LIMIT_MS = 5000;
