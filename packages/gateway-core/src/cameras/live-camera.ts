import type { CameraId } from '@porchlight/domain';
import type { AddressPolicy, CameraSource, CameraState } from '@porchlight/media';
import { openRearmedCamera } from '@porchlight/whep';
import type { Ring } from '../ring/ring.ts';
import type { CameraRecord } from '../state/state-schemas.ts';

export interface LivePorts {
  readonly policy: AddressPolicy;
  readonly nowUs: () => number;
  readonly random: () => number;
  /** The gate's word at this moment: is a look at this camera running and still permitted? */
  readonly mayOpen: (cameraId: CameraId) => boolean;
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
      ...ports,
      mayOpen: () => ports.mayOpen(cameraId),
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
