import type { EnrolAnswer, GatewayToHub, HubToGateway } from '@porchlight/contract';
import { enrolmentCode, enrolmentSecrets, ownerMacInput } from '@porchlight/contract';
import type { CameraId, GatewayId, OwnerId } from '@porchlight/domain';
import {
  type Ed25519Key,
  ed25519Signer,
  generateEd25519,
  type OutcomeStatement,
  type Signer,
  signEnvelope,
  toBase64Url,
  unsignedEnvelope,
} from '@porchlight/statements';
import type { TestHub } from './test-hub.ts';

/** The keys of a gateway played by a test. */
export interface ScriptedGateway {
  readonly gatewayId: GatewayId;
  readonly key: Ed25519Key;
  readonly signer: Signer;
}

/** Enrols a gateway for a signed-in owner by a one-time code, as the owner's page and the box do it together. */
export async function enrolGateway(
  hub: TestHub,
  owner: { readonly ownerId: OwnerId; readonly cookie: string; readonly keys: unknown },
  again?: ScriptedGateway,
): Promise<ScriptedGateway> {
  const code = enrolmentCode(crypto.getRandomValues(new Uint8Array(12))).replaceAll('-', '');
  const { codeId, macKey } = await enrolmentSecrets(code);
  const ownerKeys = JSON.stringify(owner.keys);
  const mac = await crypto.subtle.sign('HMAC', macKey, ownerMacInput(owner.ownerId, ownerKeys));
  const ownerMac = toBase64Url(new Uint8Array(mac));
  const body = { codeId, ownerKeys, ownerMac };
  await hub.call('POST', '/api/owner/gateway-codes', { body, cookie: owner.cookie });
  const made = again ?? (await newKey());
  const { sig } = await made.signer.sign(new TextEncoder().encode(`porchlight/enrol/v1\0${codeId}`));
  const answer = await hub.call('POST', '/api/gateway/enrol', {
    origin: null,
    body: {
      codeId,
      gatewayKey: made.key,
      name: 'Box',
      signature: sig,
      ...(again && { gatewayId: again.gatewayId }),
    },
  });
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  return { ...made, gatewayId: (answer.body as EnrolAnswer).gatewayId };
}

async function newKey(): Promise<{ key: Ed25519Key; signer: Signer }> {
  const { privateKey, key } = await generateEd25519();
  return { key, signer: await ed25519Signer(privateKey, key) };
}

/** The answer to `hello`. */
export async function authMessage(
  gateway: ScriptedGateway,
  hello: Extract<HubToGateway, { t: 'hello' }>,
): Promise<GatewayToHub> {
  const challenge = Buffer.from(hello.challenge, 'base64url');
  const label = Buffer.from('porchlight/gateway-auth/v1\0');
  const bytes = Buffer.concat([label, challenge, Buffer.from(gateway.gatewayId)]);
  const { sig } = await gateway.signer.sign(new Uint8Array(bytes));
  return { t: 'auth', gatewayId: gateway.gatewayId, signature: sig, rosterEpoch: 1 };
}

/** A signed outcome for one camera of a request. */
export async function outcomeMessage(
  gateway: ScriptedGateway,
  facts: Pick<OutcomeStatement, 'programme' | 'requestId' | 'requestHash' | 'result' | 'at'>,
  cameraId: CameraId,
  reasons: string[] = [],
): Promise<GatewayToHub> {
  const statement: OutcomeStatement = {
    v: 1,
    kind: 'outcome',
    ...facts,
    cameraId,
    gatewayId: gateway.gatewayId,
    reasons,
  };
  return { t: 'outcome', envelope: await signEnvelope(unsignedEnvelope(statement), gateway.signer) };
}
