import type { CameraId, Clock } from '@porchlight/domain';
import type { AddressPolicy, CameraSource, CameraState } from '@porchlight/media';
import { openRearmedCamera } from '@porchlight/whep';
import type { LookKeeper } from '../looks/look-keeper.ts';
import type { Random } from '../ports.ts';
import type { Ring } from '../ring/ring.ts';
import type { CameraRecord } from '../state/state-schemas.ts';

export interface LivePorts {
  readonly policy: AddressPolicy;
  readonly clock: Clock;
  readonly random: Random;
  readonly looks: () => Pick<LookKeeper, 'rejudge' | 'running'>;
  /** Its owner has asked for a picture of it, and waits. */
  readonly isPreviewed: (cameraId: CameraId) => boolean;
  /** Undefined: this box has no part in Ring. */
  readonly ring: () => Ring | undefined;
}

const NO_RING: CameraState = {
  kind: 'refused',
  detail: 'This box was started without its part in Ring. Start it with the city’s Ring settings.',
};

/** Opens a camera that is reached by sessions: WHEP anywhere, or Ring's. */
export function openLiveCamera(
  { cameraId, ownerId, source, password }: CameraRecord,
  ports: LivePorts,
  onState: (state: CameraState) => void,
): CameraSource {
  return openRearmedCamera(
    {
      policy: ports.policy,
      nowUs: () => ports.clock.now() * 1000,
      random: () => ports.random.fraction(),
      mayOpen: () => {
        // The gate's word at this moment: whatever changed since it was last asked counts now.
        const looks = ports.looks();
        looks.rejudge();
        return ports.isPreviewed(cameraId) || looks.running.some((look) => look.cameraId === cameraId);
      },
      restingState: () => {
        if (source.kind !== 'ring') return undefined;
        const ring = ports.ring();
        return ring ? ring.restingState(ownerId) : NO_RING;
      },
      access: async (renew) => {
        if (source.kind === 'whep')
          return {
            kind: 'granted',
            target: { url: source.url, token: password === '' ? null : password, limitMs: null },
          };
        const ring = ports.ring();
        if (source.kind !== 'ring' || ring === undefined) return { kind: 'refused', state: NO_RING };
        return ring.access(ownerId, source, renew);
      },
    },
    onState,
  );
}
