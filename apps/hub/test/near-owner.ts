import type { CameraId, GatewayId, LatLon, OwnerId } from '@porchlight/domain';
import { generateEd25519, statementHash, unsignedEnvelope } from '@porchlight/statements';
import { cameraConsent, consentStatement, makeSigner } from '@porchlight/testkit';
import type { TestHub } from './test-hub.ts';

export interface NearOwner {
  readonly ownerId: OwnerId;
  readonly cookie: string;
  readonly cameraId: CameraId;
}

/** An owner with an address for mail and one camera at that place, straight in the hub's tables: no box is behind it. */
export async function addOwnerAt(hub: TestHub, n: number, position: LatLon): Promise<NearOwner> {
  const { store } = hub.hub.ports;
  const signer = await makeSigner('software');
  const key = { kind: 'software', key: signer.key };
  const body = { name: `House ${n}`, email: `house-${n}@example.org`, key };
  const joined = await hub.call('POST', '/api/owner/join', { body });
  const ownerId = (joined.body as { id: OwnerId }).id;
  const gatewayId = `box-${n}` as GatewayId;
  const cameraId = `cam-n${n}` as CameraId;
  const at = hub.clock.now();
  const box = await generateEd25519();
  await store.gateways.enrol({ gatewayId, key: box.key, name: 'box', ownerId, at });
  const label = `Door ${n}`;
  const camera = { cameraId, ownerId, label, state: 'live' as const, detail: '', hasSub: false };
  await store.cameras.announce(gatewayId, [camera], at);
  const terms = cameraConsent({ cameraId, gatewayId, label });
  const cameras = [{ ...terms, pose: { ...terms.pose, position } }];
  const statement = consentStatement({ ownerId, version: 1, cameras });
  const envelope = unsignedEnvelope(statement);
  const hash = await statementHash(envelope);
  const put = await store.consents.put({ statement, hash, envelope, keyId: 'test', receivedAt: at });
  if (put.kind !== 'stored') throw new Error(JSON.stringify(put));
  return { ownerId, cookie: joined.cookie ?? '', cameraId };
}
