import type { EnrolRequest } from '@porchlight/contract';
import type { Clock } from '@porchlight/domain';
import type { MediaShare, openCamera, Resolve } from '@porchlight/media';
import type { Ed25519Key } from '@porchlight/statements';
import type { GatewayLog, Random } from '../ports.ts';
import type { RingPartner } from '../ring/ring-partner.ts';
import type { StateFiles } from '../state/state-files.ts';

export interface GatewayConfig {
  readonly hub: URL;
  /** PEM of the hub's authority when it is not a public one. */
  readonly ca?: string | undefined;
  /** Networks a camera may be in although they are forbidden by default; under a synthetic root the only ones. */
  readonly allowCameraNets: readonly string[];
  /** What the root's fingerprint must be at the first enrolment. */
  readonly rootFingerprint?: string | undefined;
  /** The key of the named host that runs this gateway; absent for the owner's own box. */
  readonly host?: Ed25519Key | undefined;
  /** Cameras this gateway takes; 2000 unless told. */
  readonly maxCameras?: number | undefined;
}

export interface GatewayPorts {
  readonly files: StateFiles;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: GatewayLog;
  /** How a camera is reached; RTSP unless a test plays the camera. */
  readonly openCamera?: typeof openCamera;
  /** How names of cameras become addresses; the system's way unless told. */
  readonly resolve?: Resolve | undefined;
  /** What this gateway's cameras may take of a machine that it shares. */
  readonly share?: MediaShare | undefined;
  /** The city's part in Ring; without it this box has none. */
  readonly ring?: RingPartner | undefined;
  /** After a disk that took no writes takes them again: throws `error`, uncaught, for whoever restarts a gateway, unless told. */
  readonly beginAnew?: ((error: Error) => void) | undefined;
  /** A host's word for this gateway, at its enrolment. */
  readonly vouch?: ((codeId: string, gatewayKey: string) => Promise<EnrolRequest['host']>) | undefined;
}
