import { randomBytes } from 'node:crypto';
import {
  boxReplySchema,
  cameraSecretInfo,
  enrolmentCode,
  enrolmentSecrets,
  normaliseEnrolmentCode,
  type OwnerGatewayView,
  type OwnerOverview,
  ownerMacInput,
  ownerOverviewSchema,
  type Sealed,
  takeInInfo,
  takenInSchema,
} from '@porchlight/contract';
import type { CameraId, OwnerId, ProgrammeId } from '@porchlight/domain';
import { wrapKey } from '@porchlight/frame-crypto';
import {
  type CameraSecret,
  fromBase64Url,
  type HostEntry,
  signEnvelope,
  toBase64Url,
  unsignedEnvelope,
} from '@porchlight/statements';
import * as z from 'zod';
import { CliError } from '../cli-error.ts';
import type { Persona } from './persona.ts';
import type { SiteClient } from './site-client.ts';

const WAIT_MS = 20_000;
const POLL_MS = 100;

/** Who joins, and over which session. */
export interface Joining {
  readonly client: SiteClient;
  readonly programme: ProgrammeId;
  readonly ownerId: OwnerId;
  readonly persona: Persona;
}

/** Ties a fresh code to the owner's keys and tells the hub what it may know of it. Returns the code. */
export async function postCode({ client, ownerId, persona }: Joining): Promise<string> {
  const code = enrolmentCode(randomBytes(12));
  const { codeId, macKey } = await enrolmentSecrets(normaliseEnrolmentCode(code) ?? '');
  const ownerKeys = JSON.stringify([persona.key]);
  const mac = await crypto.subtle.sign('HMAC', macKey, ownerMacInput(ownerId, ownerKeys));
  const post = { codeId, ownerKeys, ownerMac: toBase64Url(new Uint8Array(mac)) };
  await client.post('/api/owner/gateway-codes', post, z.unknown());
  return code;
}

/** Has a named host run a box for the owner, as the owner's page does; resolves when the box is connected. */
export async function joinHost(joining: Joining, host: HostEntry): Promise<OwnerGatewayView> {
  const code = await postCode(joining);
  const info = takeInInfo(host.hostId, joining.ownerId);
  const sealed = await seal(host.sealKey, code, info);
  const path = `/api/owner/hosts/${host.hostId}/take-in`;
  const reply = await onceOnline(() => joining.client.post(path, { code: sealed }, takenInSchema));
  if (reply.kind === 'refused') throw new CliError('host', reply.sentence);
  return until(joining.client, `the box at ${host.name}`, (overview) =>
    overview.gateways.find((box) => box.gatewayId === reply.gatewayId && box.online && box.seal !== null),
  );
}

/** Connects a camera from the owner's page; resolves with the id the box gave it. */
export async function addHostedCamera(
  { client, programme, ownerId, persona }: Joining,
  { gatewayId, seal: box }: OwnerGatewayView,
  camera: Pick<CameraSecret, 'label' | 'mainUrl' | 'subUrl' | 'username' | 'password'>,
): Promise<CameraId> {
  const secret: CameraSecret = {
    v: 1,
    kind: 'camera-secret',
    programme,
    ownerId,
    gatewayId,
    ...camera,
    issuedAt: Date.now(),
  };
  const envelope = await signEnvelope(unsignedEnvelope(secret), persona.signer);
  const info = cameraSecretInfo(gatewayId, ownerId);
  const call = { act: 'camera-add', camera: await seal(box?.sealKey ?? '', JSON.stringify(envelope), info) };
  const reply = await client.post(`/api/owner/boxes/${gatewayId}/calls`, call, boxReplySchema);
  if (reply.kind === 'refused') throw new CliError('camera', reply.sentence);
  const added = await until(client, `the camera ${camera.label}`, (overview) =>
    overview.cameras.find((each) => each.gatewayId === gatewayId && each.label === camera.label),
  );
  return added.cameraId;
}

/** A host that has just been started is a moment away from the hub. */
async function onceOnline<T>(act: () => Promise<T>): Promise<T> {
  for (let waited = 0; ; waited += POLL_MS) {
    try {
      return await act();
    } catch (error) {
      const offline = error instanceof CliError && error.code === 'host-offline';
      if (!offline || waited >= WAIT_MS) throw error;
    }
    await new Promise((later) => setTimeout(later, POLL_MS));
  }
}

async function seal(key: string, text: string, info: Uint8Array): Promise<Sealed> {
  const bytes = new TextEncoder().encode(text);
  const wrapped = await wrapKey(fromBase64Url(key) ?? new Uint8Array(), bytes, info, new Uint8Array());
  if (wrapped === undefined) throw new CliError('key', 'there is no key to seal to');
  return { enc: toBase64Url(wrapped.enc), sealed: toBase64Url(wrapped.wrapped) };
}

async function until<T>(
  client: SiteClient,
  what: string,
  find: (overview: OwnerOverview) => T | undefined,
): Promise<T> {
  for (let waited = 0; waited < WAIT_MS; waited += POLL_MS) {
    const found = find(await client.get('/api/owner/overview', ownerOverviewSchema));
    if (found !== undefined) return found;
    await new Promise((later) => setTimeout(later, POLL_MS));
  }
  throw new CliError('wait', `${what} did not come`);
}
