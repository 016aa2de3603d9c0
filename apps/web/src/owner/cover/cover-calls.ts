import { type BoxReply, type Me, previewInfo, type Site } from '@porchlight/contract';
import { generateHpkeKeyPair, unwrapKey } from '@porchlight/frame-crypto';
import {
  fromBase64Url,
  type MasksStatement,
  type PreviewStatement,
  signEnvelope,
  statementHash,
  toBase64Url,
  unsignedEnvelope,
} from '@porchlight/statements';
import { type ApiResult, localFault, okResult } from '../../api/api-result.ts';
import { getSigner, touching } from '../../session/get-signer.ts';
import { callBox } from '../owner-calls.ts';
import { decodeStill } from './decode-still.ts';

/** Whose camera on which box. */
export interface CoverSubject {
  readonly site: Site;
  readonly me: Me;
  readonly ownerId: string;
  readonly gatewayId: string;
  readonly cameraId: string;
}

export type Polygons = MasksStatement['polygons'];
type Masks = Extract<BoxReply, { kind: 'masks' }>;

/** What the box covers now, and whether it can cover at all. */
export async function loadMasks({ gatewayId, cameraId }: CoverSubject): Promise<ApiResult<Masks>> {
  const answer = await callBox(gatewayId, { act: 'masks', cameraId: cameraId as MasksStatement['cameraId'] });
  if (answer.kind === 'fault') return answer;
  return answer.value.kind === 'masks' ? okResult(answer.value) : refusal(answer.value);
}

/** Hands in what is to be covered; `signs` asks for the owner's key, which uncovering takes. */
export function cover(subject: CoverSubject, version: number, polygons: Polygons, signs: boolean) {
  return touching(async (): Promise<ApiResult<true>> => {
    const statement = { ...common(subject, 'masks'), version, polygons };
    const bare = unsignedEnvelope(statement);
    const signer = signs ? await getSigner(subject.me, subject.site) : undefined;
    if (signer?.kind === 'fault') return signer;
    const envelope = signer ? await signEnvelope(bare, signer.value) : bare;
    const answer = await callBox(subject.gatewayId, { act: 'cover', envelope });
    if (answer.kind === 'fault') return answer;
    return answer.value.kind === 'done' ? okResult(true) : refusal(answer.value);
  });
}

/** One picture of the camera, opened and decoded in this browser. The caller closes it. */
export function takePicture(subject: CoverSubject): Promise<ApiResult<ImageBitmap>> {
  return touching(async () => {
    const signer = await getSigner(subject.me, subject.site);
    if (signer.kind === 'fault') return signer;
    const pair = await generateHpkeKeyPair();
    const statement: PreviewStatement = {
      ...common(subject, 'preview'),
      requestId: crypto.randomUUID().replaceAll('-', '') as PreviewStatement['requestId'],
      hpkePublicKey: toBase64Url(pair.publicKey),
    };
    const envelope = await signEnvelope(unsignedEnvelope(statement), signer.value);
    const answer = await callBox(subject.gatewayId, { act: 'preview', envelope });
    if (answer.kind === 'fault') return answer;
    const { value } = answer;
    if (value.kind !== 'picture') return refusal(value);
    const enc = fromBase64Url(value.enc);
    const wrapped = fromBase64Url(value.sealed);
    const aad = new TextEncoder().encode(subject.cameraId);
    const info = previewInfo(await statementHash(envelope));
    const unit = enc && wrapped && (await unwrapKey(pair, { enc, wrapped }, info, aad));
    const still = unit && (await decodeStill(unit, value));
    return still
      ? okResult(still)
      : localFault('no-picture', 'This browser could not open the picture.', 'Try another browser.');
  });
}

function common<K extends 'masks' | 'preview'>({ site, ownerId, cameraId }: CoverSubject, kind: K) {
  return {
    v: 1 as const,
    kind,
    programme: site.programme as MasksStatement['programme'],
    ownerId: ownerId as MasksStatement['ownerId'],
    cameraId: cameraId as MasksStatement['cameraId'],
    issuedAt: Date.now(),
  };
}

function refusal(reply: BoxReply) {
  const sentence = reply.kind === 'refused' ? reply.sentence : 'Your box answered something else.';
  return localFault('box', sentence, '');
}
