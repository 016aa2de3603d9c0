import {
  type BoxReply,
  cameraSecretInfo,
  type Me,
  type OwnerGatewayView,
  type OwnerOverview,
  type Site,
} from '@porchlight/contract';
import { type CameraSecret, signEnvelope, unsignedEnvelope } from '@porchlight/statements';
import { type ApiResult, localFault } from '../../api/api-result.ts';
import { getSigner, touching } from '../../session/get-signer.ts';
import { boxKeyState, sealKeyOf } from '../box/box-keys.ts';
import { sealTo } from '../box/seal-to.ts';
import { callBox } from '../owner-calls.ts';

export type NewCamera = Pick<CameraSecret, 'label' | 'mainUrl' | 'subUrl' | 'username' | 'password'>;

/**
 * Connects a camera to a box from here: signed with the owner's key (one touch) and sealed to the box, so that the server reads
 * neither address nor password. Refuses a box whose key is another than this browser knows.
 */
export function addCamera(
  facts: { site: Site; me: Me; overview: OwnerOverview },
  box: OwnerGatewayView,
  camera: NewCamera,
): Promise<ApiResult<BoxReply>> {
  return touching(async () => {
    if (box.seal === null && boxKeyState(box) !== 'other')
      return localFault(
        'not-ready',
        'The box is getting ready. Nothing was sent.',
        'Wait a moment and try again.',
      );
    const key = await sealKeyOf(box);
    if (boxKeyState(box) === 'other' || key === undefined)
      return localFault(
        'other-box',
        'This box shows another key than before. Nothing was sent.',
        'Do not go on. Ask whoever runs the box, and the programme’s office.',
      );
    const signer = await getSigner(facts.me, facts.site);
    if (signer.kind === 'fault') return signer;
    const { ownerId } = facts.overview;
    const secret: CameraSecret = {
      v: 1,
      kind: 'camera-secret',
      programme: facts.site.programme as CameraSecret['programme'],
      ownerId,
      gatewayId: box.gatewayId,
      ...camera,
      issuedAt: Date.now(),
    };
    const envelope = await signEnvelope(unsignedEnvelope(secret), signer.value);
    const sealed = await sealTo(key, JSON.stringify(envelope), cameraSecretInfo(box.gatewayId, ownerId));
    if (sealed === undefined)
      return localFault(
        'bad-key',
        'This box’s key cannot be used. Nothing was sent.',
        'Ask whoever runs the box.',
      );
    return callBox(box.gatewayId, { act: 'camera-add', camera: sealed });
  });
}
