import type { Clock } from '@porchlight/domain';
import type { openCamera } from '@porchlight/media';
import type { GatewayLog, Random } from '../ports.ts';
import type { RingPartner } from '../ring/ring-partner.ts';
import type { HostLimits } from './host-limits.ts';

export interface HostConfig {
  /** The host's folder: its own key, and one folder for each owner under `owners/`. */
  readonly dir: string;
  readonly hub: URL;
  /** PEM of the hub's authority when it is not a public one. */
  readonly ca?: string | undefined;
  /** Networks cameras may be in although they are forbidden by default; the host's own private ones are. */
  readonly allowCameraNets: readonly string[];
  /** What the root's fingerprint must be. No owner stands at a host to compare it, so it is not left out. */
  readonly rootFingerprint: string;
  readonly limits: HostLimits;
}

export interface HostPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: GatewayLog;
  /** How a camera is reached; RTSP unless a test plays the camera. */
  readonly openCamera?: typeof openCamera;
  /** The city's part in Ring, for all owners here; each owner's link is in their own folder. */
  readonly ring?: RingPartner | undefined;
}
