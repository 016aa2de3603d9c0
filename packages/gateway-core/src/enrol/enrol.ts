import {
  boxMacInput,
  type EnrolAnswer,
  type EnrolmentSecrets,
  type EnrolRequest,
  enrolAnswerSchema,
  enrolmentSecrets,
  normaliseEnrolmentCode,
  ownerMacInput,
} from '@porchlight/contract';
import type { GatewayId, OwnerId } from '@porchlight/domain';
import {
  type Ed25519Key,
  fromBase64Url,
  openTrust,
  type PublicKey,
  parseStrictJson,
  personMayHold,
  publicKeySchema,
  rootFingerprint,
  type Signer,
  type Trust,
  toBase64Url,
} from '@porchlight/statements';
import * as z from 'zod';
import { type EnrolRefusal, enrolRefusal } from './enrol-error.ts';

/** Posts JSON to the hub; `undefined` when no answer came. */
export type PostJson = (
  path: string,
  body: unknown,
) => Promise<{ status: number; json: unknown } | undefined>;

export interface EnrolInput {
  readonly code: string;
  /** What this gateway is called on the owner's page. */
  readonly name: string;
  readonly key: Ed25519Key;
  readonly signer: Signer;
  readonly gatewayId: GatewayId | null;
  readonly trust: Trust | null;
  /** What a person expects the root's fingerprint to be, in any spelling. */
  readonly expectedFingerprint?: string | undefined;
  /** The word of the host that runs this gateway. */
  readonly vouch?: ((codeId: string, gatewayKey: string) => Promise<EnrolRequest['host']>) | undefined;
}

export type Enrolled =
  | {
      readonly kind: 'enrolled';
      readonly gatewayId: GatewayId;
      readonly ownerId: OwnerId;
      readonly keys: PublicKey[];
      /** The trust to pin at the first enrolment; the pinned one otherwise. */
      readonly trust: Trust;
      readonly rootFingerprint: string;
    }
  | EnrolRefusal;

/**
 * Ties this gateway to an owner by the owner's one-time code. The hub answers with the owner's keys; only the MAC under
 * the code, which the hub does not know, makes them count, and by the MAC that goes the other way the owner's browser knows this
 * gateway's key. Stores nothing.
 */
export async function enrol(input: EnrolInput, post: PostJson): Promise<Enrolled> {
  const code = normaliseEnrolmentCode(input.code);
  if (code === undefined) return enrolRefusal('code-malformed');
  const secrets = await enrolmentSecrets(code);
  const response = await post('/api/gateway/enrol', await requestOf(input, secrets));
  if (response === undefined) return enrolRefusal('hub-unreachable');
  if (response.status >= 400 && response.status < 500) return enrolRefusal('code-refused');
  const answer = enrolAnswerSchema.safeParse(response.json);
  if (response.status !== 200 || !answer.success) return enrolRefusal('hub-answer');
  return judgeAnswer(input, answer.data, secrets.macKey);
}

type MacKey = EnrolmentSecrets['macKey'];

async function requestOf(input: EnrolInput, { codeId, boxMacKey }: EnrolmentSecrets): Promise<EnrolRequest> {
  const host = await input.vouch?.(codeId, input.key.raw);
  const mac = await crypto.subtle.sign('HMAC', boxMacKey, boxMacInput(input.key.raw));
  const signed = new TextEncoder().encode(`porchlight/enrol/v1\0${codeId}`);
  return {
    codeId,
    gatewayKey: input.key,
    name: input.name,
    ...(input.gatewayId === null ? {} : { gatewayId: input.gatewayId }),
    signature: (await input.signer.sign(signed)).sig,
    boxMac: toBase64Url(new Uint8Array(mac)),
    ...(host && { host }),
  };
}

async function judgeAnswer(input: EnrolInput, answer: EnrolAnswer, macKey: MacKey): Promise<Enrolled> {
  const mac = fromBase64Url(answer.ownerMac);
  const authentic =
    mac !== undefined &&
    (await crypto.subtle.verify('HMAC', macKey, mac, ownerMacInput(answer.ownerId, answer.ownerKeys)));
  if (!authentic) return enrolRefusal('owner-not-authentic');
  if (input.gatewayId !== null && answer.gatewayId !== input.gatewayId) return enrolRefusal('hub-answer');
  const opened = await openTrust(answer.root, input.trust?.pin);
  if (opened.kind === 'refused')
    return enrolRefusal(opened.code === 'wrong-pin' ? 'other-root' : 'root-refused');
  const fingerprint = await rootFingerprint(opened.value.root);
  if (input.expectedFingerprint !== undefined && bare(input.expectedFingerprint) !== bare(fingerprint))
    return enrolRefusal('root-not-expected');
  const keys = ownerKeys(answer.ownerKeys, opened.value.root.synthetic);
  if (keys === undefined) return enrolRefusal('hub-answer');
  const { gatewayId, ownerId } = answer;
  const trust = input.trust ?? opened.value;
  return { kind: 'enrolled', gatewayId, ownerId, keys, trust, rootFingerprint: fingerprint };
}

/** Digits alone, so that spaces and case do not matter when people compare. */
const bare = (fingerprint: string): string => fingerprint.toLowerCase().replace(/[^0-9a-f]/g, '');

/** The owner's keys, one to eight, each of a kind a person may hold here. */
function ownerKeys(text: string, synthetic: boolean): PublicKey[] | undefined {
  const json = parseStrictJson(new TextEncoder().encode(text));
  if (json.kind !== 'json') return undefined;
  const parsed = z.array(publicKeySchema).min(1).max(8).safeParse(json.value);
  if (!parsed.success || !parsed.data.every((key) => personMayHold(key, synthetic))) return undefined;
  return parsed.data;
}
