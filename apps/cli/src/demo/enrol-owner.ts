import { meSchema, type OwnerGatewayView, receiptSchema, waiverSchema } from '@porchlight/contract';
import type { GatewayId, OwnerId, ProgrammeId } from '@porchlight/domain';
import {
  type CameraConsent,
  type ConsentStatement,
  type HostEntry,
  signEnvelope,
  unsignedEnvelope,
} from '@porchlight/statements';
import { CliError } from '../cli-error.ts';
import { addHostedCamera, type Joining, joinHost, postCode } from '../client/hosted-owner.ts';
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

/** Where an owner's cameras hang: the owner's own box, or one that a host runs. */
export interface Place {
  /** Who runs it, as the waiver names them. */
  readonly runBy: string;
  /** Ties the place to the owner; the id of the box. */
  enrol(joining: Joining): Promise<GatewayId>;
  /** The id that the box gave the camera. */
  addCamera(joining: Joining, camera: CameraToJoin): Promise<string>;
}

/** Does what a resident does, over the same interfaces: join, connect a box, add cameras, sign the waiver. */
export async function joinOwner(
  origin: string,
  programme: ProgrammeId,
  persona: Persona,
  email: string,
  place: Place,
  cameras: readonly CameraToJoin[],
): Promise<JoinedOwner> {
  const client = new SiteClient(origin, 'owner');
  const me = await client.post(
    '/api/owner/join',
    { name: persona.name, email, key: { kind: 'software', key: persona.key } },
    meSchema,
  );
  const ownerId = me.id as OwnerId;
  const joining = { client, programme, ownerId, persona };
  const gatewayId = await place.enrol(joining);
  const cameraIds = new Map<string, string>();
  for (const camera of cameras) cameraIds.set(camera.townCamera, await place.addCamera(joining, camera));
  const signed = cameras.flatMap((camera): CameraConsent[] => {
    const cameraId = cameraIds.get(camera.townCamera) as CameraConsent['cameraId'];
    return camera.terms === null ? [] : [{ ...camera.terms, cameraId, gatewayId, label: camera.label }];
  });
  if (signed.length > 0) await signWaiver(joining, place.runBy, signed);
  return { client, ownerId, persona, cameraIds };
}

/** A box of one's own, or of the neighbours, that is enrolled at its local page. */
export function ownBox(local: LocalGateway, runBy: string): Place {
  return {
    runBy,
    async enrol(joining) {
      await local.enrol(await postCode(joining));
      return local.gatewayId;
    },
    addCamera: ({ ownerId }, camera) => local.addCamera(ownerId, camera),
  };
}

/** A box that a named host runs: everything goes over the owner's page. */
export function hostedBox(host: HostEntry): Place {
  let box: OwnerGatewayView | undefined;
  return {
    runBy: host.name,
    async enrol(joining) {
      box = await joinHost(joining, host);
      return box.gatewayId;
    },
    addCamera(joining, { label, mainUrl, subUrl, username, password }) {
      if (box === undefined) throw new CliError('order', 'the box is not enrolled');
      return addHostedCamera(joining, box, { label, mainUrl, subUrl, username, password });
    },
  };
}

async function signWaiver(
  { client, programme, ownerId, persona }: Joining,
  host: string,
  cameras: CameraConsent[],
): Promise<void> {
  const waiver = await client.get('/api/waiver', waiverSchema);
  const statement: ConsentStatement = {
    v: 1,
    kind: 'consent',
    programme,
    ownerId,
    version: 1,
    waiver: { version: waiver.version, textHash: waiver.textHash, host },
    cameras,
    issuedAt: Date.now(),
  };
  const envelope = await signEnvelope(unsignedEnvelope(statement), persona.signer);
  await client.post('/api/owner/consents', { envelope }, receiptSchema);
}
