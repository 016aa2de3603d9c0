import {
  type ConsoleContext,
  type IncidentView,
  type LookAnswer,
  lookAnswerSchema,
  type Me,
  type Site,
} from '@porchlight/contract';
import { generateHpkeKeyPair, type HpkeKeyPair } from '@porchlight/frame-crypto';
import {
  type RequestStatement,
  requestIdSchema,
  signEnvelope,
  toBase64Url,
  toHex,
  unsignedEnvelope,
} from '@porchlight/statements';
import { type ApiResult, okResult } from '../api/api-result.ts';
import { call } from '../api/call.ts';
import { getSigner, touching } from '../session/get-signer.ts';

/** Upper bound of cameras for one request; the gate takes no more. */
export const MAX_CAMERAS = 16;

export interface LookWish {
  readonly minutes: number;
  readonly follow: boolean;
  /** Only these; absent for all in the circle. */
  readonly cameras?: readonly string[];
}

export interface AskedLook {
  readonly answer: LookAnswer;
  readonly keys: HpkeKeyPair;
}

/**
 * Builds a request for an incident, signs it (one touch), and hands it in. Leaves the performance mark `press <requestId>`
 * after the touch: from there first pictures are measured.
 */
export function askLook(
  me: Me,
  site: Site,
  context: ConsoleContext,
  incident: IncidentView,
  wish: LookWish,
): Promise<ApiResult<AskedLook>> {
  return touching(async () => {
    const signer = await getSigner(me, site);
    if (signer.kind !== 'ok') return signer;
    const keys = await generateHpkeKeyPair();
    const statement = requestStatement(context, incident, wish, keys);
    const request = await signEnvelope(unsignedEnvelope(statement), signer.value);
    performance.mark(`press ${statement.requestId}`);
    const answer = await call('POST', '/api/console/looks', lookAnswerSchema, { request });
    return answer.kind === 'ok' ? okResult({ answer: answer.value, keys }) : answer;
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
