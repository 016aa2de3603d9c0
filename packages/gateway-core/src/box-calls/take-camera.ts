import { type BoxReply, cameraSecretInfo, type Sealed } from '@porchlight/contract';
import type { Clock, GatewayId } from '@porchlight/domain';
import { type HpkeKeyPair, unwrapKey } from '@porchlight/frame-crypto';
import {
  CLOCK_TOLERANCE_MS,
  fromBase64Url,
  parseStrictJson,
  readStatement,
  siteOf,
  type Trust,
  verifiedSigners,
} from '@porchlight/statements';
import type { AddedCamera } from '../cameras/add-camera.ts';
import type { CameraFleet, NewCamera } from '../cameras/camera-fleet.ts';
import type { OwnerRecord } from '../state/state-schemas.ts';

export interface CameraDoor {
  readonly trust: () => Trust | null;
  readonly gatewayId: () => GatewayId | null;
  readonly fleet: CameraFleet;
  readonly clock: Clock;
  readonly pair: () => Promise<HpkeKeyPair>;
  readonly add: (camera: NewCamera) => Promise<AddedCamera>;
}

/** An owner signs and sends at once; a copy kept by the hub is of no use later. */
const FRESH_MS = 10 * 60_000;

const refused = (sentence: string, field?: string): BoxReply => ({
  kind: 'refused',
  sentence,
  ...(field === undefined ? {} : { field }),
});

/**
 * Adds a camera that an owner connects from afar: sealed to this gateway, signed by a key of this owner, for this gateway and
 * signed just now. It may lead where the local page's cameras may, and one address is taken once.
 */
export async function takeCamera(sealed: Sealed, owner: OwnerRecord, door: CameraDoor): Promise<BoxReply> {
  const [trust, gatewayId] = [door.trust(), door.gatewayId()];
  if (trust === null || gatewayId === null) return refused('This box is not enrolled.');
  const envelope = await opened(sealed, cameraSecretInfo(gatewayId, owner.ownerId), await door.pair());
  if (envelope === undefined)
    return refused('This box could not open what you sent. Load the page again and try once more.');
  const read = await readStatement('camera-secret', envelope);
  if (read.kind === 'refused') return refused('What you sent is not a camera. Load the page again.');
  const { statement } = read.value;
  const meant =
    statement.programme === trust.root.programme &&
    statement.ownerId === owner.ownerId &&
    statement.gatewayId === gatewayId;
  if (!meant) return refused('This camera was signed for another box.');
  if ((await verifiedSigners(read.value.envelope, owner.keys, siteOf(trust.root))).length === 0)
    return refused('The camera is not signed by your key. Sign in with the key this box knows.');
  const age = door.clock.now() - statement.issuedAt;
  if (age > FRESH_MS || age < -CLOCK_TOLERANCE_MS)
    return refused('This was signed too long ago, or the clocks differ. Try again.');
  const { label, mainUrl, subUrl, username, password, ownerId } = statement;
  if (door.fleet.records.some((camera) => camera.ownerId === ownerId && camera.mainUrl === mainUrl))
    return refused('This camera is connected already.', 'mainUrl');
  const added = await door.add({ ownerId, label, mainUrl, subUrl: subUrl ?? undefined, username, password });
  return added.kind === 'added' ? { kind: 'done' } : refused(added.sentence, added.field);
}

async function opened(
  { enc, sealed }: Sealed,
  info: Uint8Array<ArrayBuffer>,
  pair: HpkeKeyPair,
): Promise<unknown> {
  const [key, bytes] = [fromBase64Url(enc), fromBase64Url(sealed)];
  if (key === undefined || bytes === undefined) return undefined;
  const text = await unwrapKey(pair, { enc: key, wrapped: bytes }, info, new Uint8Array());
  const json = text && parseStrictJson(text);
  return json?.kind === 'json' ? json.value : undefined;
}
