import type { CameraId } from '@porchlight/domain';
import type { AddressPolicy } from '@porchlight/media';
import { mayCarryTokens, parseWebUrl } from '@porchlight/whep';
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

/** Adds a camera of an enrolled owner when its addresses may be ones of a camera. Whether it answers shows in its state. */
export async function addCamera(
  camera: NewCamera,
  { owners, fleet, policy, most = MAX_CAMERAS }: AddCameraParts,
): Promise<AddedCamera> {
  const refuse = (field: RefusedCamera['field'], sentence: string): RefusedCamera => ({
    kind: 'refused',
    field,
    sentence,
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
  const whep = parseWebUrl(camera.mainUrl) !== undefined;
  const source = whep ? ({ kind: 'whep', url: camera.mainUrl } as const) : undefined;
  return { kind: 'added', cameraId: await fleet.add(source ? { ...camera, source } : camera) };
}
