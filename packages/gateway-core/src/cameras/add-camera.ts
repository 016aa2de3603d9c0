import type { CameraId } from '@porchlight/domain';
import { type AddressPolicy, askWhatItSends, mayCarryTokens, parseWebUrl } from '@porchlight/media';
import type { Owners } from '../state/owners.ts';
import { ADDRESS_FORM, cameraHost, urlFault } from './camera-address.ts';
import type { CameraFleet, NewCamera } from './camera-fleet.ts';

export interface RefusedCamera {
  readonly kind: 'refused';
  readonly field: 'ownerId' | 'mainUrl' | 'subUrl';
  readonly sentence: string;
}
export type AddedCamera = { readonly kind: 'added'; readonly cameraId: CameraId } | RefusedCamera;

export interface AddCameraParts {
  readonly owners: Owners;
  readonly fleet: CameraFleet;
  readonly policy: AddressPolicy;
  readonly most?: number | undefined;
}

/** Cameras of one box. */
export const MAX_CAMERAS = 2000;

const ASKED = 'A camera with a web address must answer once when it is added: the box asks what it sends.';

/** Adds a camera of an enrolled owner when its addresses may be ones of a camera. Whether an RTSP camera answers shows in its state. */
export async function addCamera(
  camera: NewCamera,
  { owners, fleet, policy, most = MAX_CAMERAS }: AddCameraParts,
): Promise<AddedCamera> {
  const refuse = (field: RefusedCamera['field'], sentence: string): RefusedCamera => ({
    kind: 'refused',
    field,
    sentence,
  });
  const added = async (known: NewCamera): Promise<AddedCamera> => ({
    kind: 'added',
    cameraId: await fleet.add(known),
  });
  if (owners.get(camera.ownerId) === undefined)
    return refuse('ownerId', 'Enrol this owner first, by the code from the owner page.');
  if (fleet.records.length >= most)
    return refuse('ownerId', `This gateway is full: it takes ${most} cameras.`);
  for (const field of ['mainUrl', 'subUrl'] as const) {
    const url = camera[field];
    if (url === undefined || (url === '' && field === 'subUrl')) continue;
    const fault = urlFault(field, url);
    if (fault) return refuse(field, fault.sentence);
    const verdict = await policy.check(cameraHost(url) ?? '');
    if (verdict.kind === 'forbidden')
      return refuse(
        field,
        'No camera may have this address: it points at this machine, at a reserved network, or in a demonstration outside the simulated town.',
      );
    const web = parseWebUrl(url);
    if (web && verdict.kind === 'allowed' && !mayCarryTokens(web, verdict.address))
      return refuse(field, ADDRESS_FORM);
  }
  if (parseWebUrl(camera.mainUrl) === undefined) return added(camera);
  if (camera.subUrl) return refuse('subUrl', 'A camera with a web address has one stream. Leave this empty.');
  const answer = await askWhatItSends(camera.mainUrl, policy);
  switch (answer.kind) {
    case 'pictures':
      return added({ ...camera, source: { kind: 'pictures' } });
    case 'something-else':
      return added({ ...camera, source: { kind: 'whep', url: camera.mainUrl } });
    case 'fault':
      return refuse('mainUrl', `${answer.detail} ${ASKED}`);
  }
}
