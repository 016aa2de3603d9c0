import {
  type ConsoleContext,
  type IncidentView,
  type LookAnswer,
  lookAnswerSchema,
  type Me,
  type Site,
} from '@porchlight/contract';
import type { RequestId } from '@porchlight/domain';
import { generateHpkeKeyPair, type HpkeKeyPair } from '@porchlight/frame-crypto';
import {
  type RequestStatement,
  requestIdSchema,
  signEnvelope,
  toBase64Url,
  toHex,
  unsignedEnvelope,
} from '@porchlight/statements';
import type { ApiResult } from '../api/api-result.ts';
import { call } from '../api/call.ts';
import type { LookKeys } from '../player/epoch-keys.ts';
import { getSigner, touching } from '../session/get-signer.ts';
import { markPress, measureGrant } from '../wall/look-figures.ts';

/** Upper bound of cameras for one request; the gate takes no more. */
export const MAX_CAMERAS = 16;

export interface LookWish {
  readonly minutes: number;
  readonly follow: boolean;
  /** Only these; absent for all in the circle. */
  readonly cameras?: readonly string[];
}

/** Keys of a request that is about to be handed in. The look may be heard of before the answer comes. */
export type OnSigned = (requestId: RequestId, keys: LookKeys) => void;

/**
 * Builds a request for an incident, signs it (one touch), and hands it in. Marks the press after the touch: from there first
 * pictures are measured.
 */
export function askLook(
  me: Me,
  site: Site,
  context: ConsoleContext,
  incident: IncidentView,
  wish: LookWish,
  onSigned?: OnSigned,
): Promise<ApiResult<LookAnswer>> {
  return touching(async () => {
    const signer = await getSigner(me, site);
    if (signer.kind !== 'ok') return signer;
    const keys = await generateHpkeKeyPair();
    const statement = requestStatement(context, incident, wish, keys);
    const request = await signEnvelope(unsignedEnvelope(statement), signer.value);
    onSigned?.(statement.requestId, keys);
    markPress(statement.requestId);
    const answer = await call('POST', '/api/console/looks', lookAnswerSchema, { request });
    if (answer.kind === 'ok' && answer.value.kind === 'granted') measureGrant(statement.requestId);
    return answer;
  });
}

function requestStatement(
  context: ConsoleContext,
  incident: IncidentView,
  wish: LookWish,
  keys: HpkeKeyPair,
): RequestStatement {
  return {
    v: 1,
    kind: 'request',
    programme: context.programme as RequestStatement['programme'],
    requestId: requestIdSchema.parse(toHex(crypto.getRandomValues(new Uint8Array(16)))),
    incidentId: incident.incidentId,
    incidentHash: incident.hash,
    class: incident.class,
    action: 'live',
    maxCameras: MAX_CAMERAS,
    ...(wish.cameras === undefined
      ? {}
      : { cameras: [...wish.cameras] as NonNullable<RequestStatement['cameras']> }),
    minutes: wish.minutes,
    follow: wish.follow,
    operatorId: context.operatorId,
    rosterEpoch: context.rosterEpoch,
    policyHash: context.policyHash,
    hpkePublicKey: toBase64Url(keys.publicKey),
    issuedAt: Date.now(),
  };
}
