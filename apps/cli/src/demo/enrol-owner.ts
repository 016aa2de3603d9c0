import { randomBytes } from 'node:crypto';
import {
  enrolmentCode,
  enrolmentSecrets,
  meSchema,
  normaliseEnrolmentCode,
  ownerMacInput,
  receiptSchema,
  waiverSchema,
} from '@porchlight/contract';
import type { OwnerId, ProgrammeId } from '@porchlight/domain';
import {
  type CameraConsent,
  type ConsentStatement,
  signEnvelope,
  toBase64Url,
  unsignedEnvelope,
} from '@porchlight/statements';
import * as z from 'zod';
import type { Persona } from '../client/persona.ts';
import { SiteClient } from '../client/site-client.ts';
import type { LocalGateway } from './local-gateway.ts';

/** A camera to connect: how the gateway reaches it, and the terms its owner signs. */
export interface CameraToJoin {
  readonly townCamera: string;
  readonly label: string;
  readonly mainUrl: string;
  readonly subUrl: string;
  readonly username: string;
  readonly password: string;
  /** Null: connected, but the waiver is not signed. */
  readonly terms: Omit<CameraConsent, 'cameraId' | 'gatewayId' | 'label'> | null;
}

export interface JoinedOwner {
  readonly client: SiteClient;
  readonly ownerId: OwnerId;
  readonly persona: Persona;
  /** Town camera → the id that the gateway gave it. */
  readonly cameraIds: ReadonlyMap<string, string>;
}

/** Does what a resident does, over the same interfaces: join, connect the box by code, add cameras, sign the waiver. */
export async function joinOwner(
  origin: string,
  programme: ProgrammeId,
  persona: Persona,
  email: string,
  gateway: LocalGateway,
  host: string,
  cameras: readonly CameraToJoin[],
): Promise<JoinedOwner> {
  const client = new SiteClient(origin, 'owner');
  const me = await client.post(
    '/api/owner/join',
    { name: persona.name, email, key: { kind: 'software', key: persona.key } },
    meSchema,
  );
  const ownerId = me.id as OwnerId;
  await enrol(client, ownerId, persona, gateway);
  const cameraIds = new Map<string, string>();
  for (const camera of cameras) cameraIds.set(camera.townCamera, await gateway.addCamera(ownerId, camera));
  await signWaiver(client, programme, ownerId, persona, gateway, host, cameras, cameraIds);
  return { client, ownerId, persona, cameraIds };
}

async function enrol(
  client: SiteClient,
  ownerId: OwnerId,
  persona: Persona,
  gateway: LocalGateway,
): Promise<void> {
  const code = enrolmentCode(randomBytes(12));
  const { codeId, macKey } = await enrolmentSecrets(normaliseEnrolmentCode(code) ?? '');
  const ownerKeys = JSON.stringify([persona.key]);
  const mac = await crypto.subtle.sign('HMAC', macKey, ownerMacInput(ownerId, ownerKeys));
  await client.post(
    '/api/owner/gateway-codes',
    { codeId, ownerKeys, ownerMac: toBase64Url(new Uint8Array(mac)) },
    z.unknown(),
  );
  await gateway.enrol(code);
}

async function signWaiver(
  client: SiteClient,
  programme: ProgrammeId,
  ownerId: OwnerId,
  persona: Persona,
  gateway: LocalGateway,
  host: string,
  cameras: readonly CameraToJoin[],
  cameraIds: ReadonlyMap<string, string>,
): Promise<void> {
  const signed = cameras.flatMap((camera): CameraConsent[] =>
    camera.terms === null
      ? []
      : [
          {
            ...camera.terms,
            cameraId: cameraIds.get(camera.townCamera) as CameraConsent['cameraId'],
            gatewayId: gateway.gatewayId,
            label: camera.label,
          },
        ],
  );
  if (signed.length === 0) return;
  const waiver = await client.get('/api/waiver', waiverSchema);
  const statement: ConsentStatement = {
    v: 1,
    kind: 'consent',
    programme,
    ownerId,
    version: 1,
    waiver: { version: waiver.version, textHash: waiver.textHash, host },
    cameras: signed,
    issuedAt: Date.now(),
  };
  const envelope = await signEnvelope(unsignedEnvelope(statement), persona.signer);
  await client.post('/api/owner/consents', { envelope }, receiptSchema);
}
