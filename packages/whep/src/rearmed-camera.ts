import type { AccessUnit, AddressPolicy, CameraSource, CameraState } from '@porchlight/media';
import { PeerProcess } from './peer-process.ts';
import { RearmedStream, type SessionAccess, type SessionTarget } from './rearmed-stream.ts';
import { RESTING } from './session-words.ts';
import { openWhepSession } from './whep-session.ts';

export type { SessionAccess, SessionTarget };

export interface RearmedPorts {
  readonly policy: AddressPolicy;
  /** µs since 1970 UTC. */
  readonly nowUs: () => number;
  /** 0 ≤ x < 1, for the jitter of retries. */
  readonly random: () => number;
  /** Asked before each session, re-arms included: is somebody permitted to look at this camera, at this moment? */
  readonly mayOpen: () => boolean;
  /** What it shows while nobody looks, when that is not simply that it rests. */
  readonly restingState?: () => CameraState | undefined;
  /** Address and token for the next session. `renew`: the last token was refused. */
  readonly access: (renew: boolean) => Promise<SessionAccess>;
}

/**
 * A camera behind WHEP: one stream, asked for only while somebody is subscribed, never kept warm; its WebRTC runs in a process
 * of its own that lives as long. Never throws: faults are states. Closing ends session and process at once.
 */
export function openRearmedCamera(
  ports: RearmedPorts,
  onState: (state: CameraState) => void,
): CameraSource<AccessUnit> {
  const listeners = new Set<(unit: AccessUnit) => void>();
  const peers = new PeerProcess();
  const stream = new RearmedStream(
    {
      mayOpen: ports.mayOpen,
      resting: () => ports.restingState?.() ?? RESTING,
      access: ports.access,
      random: ports.random,
      open: (target, handlers, signal) =>
        openWhepSession(
          target,
          { peers, policy: ports.policy, nowMs: () => ports.nowUs() / 1000 },
          handlers,
          signal,
        ),
    },
    (unit) => {
      for (const listener of listeners) listener(unit);
    },
    onState,
  );
  const rest = (): void => {
    stream.stop();
    peers.close();
  };
  return {
    get state() {
      return stream.state;
    },
    hasSub: false,
    subscribe(_, onUnit) {
      listeners.add(onUnit);
      stream.start();
      return () => {
        if (listeners.delete(onUnit) && listeners.size === 0) rest();
      };
    },
    newestGop: () => stream.gop.units(),
    close() {
      listeners.clear();
      rest();
    },
  };
}
