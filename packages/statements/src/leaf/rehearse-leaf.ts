import { toBase64Url } from '../bytes.ts';
import { unsignedEnvelope } from '../envelope.ts';
import { leafBytes, readLeaf } from './leaf-bytes.ts';
import { type RequestLeafParts, requestDisclosures, requestLeaf, slotDigests } from './request-leaf.ts';

const ROUNDS = 3;

/** Makes a request leaf of nothing a few times, and reads it: the first one that counts should not be the slow one. */
export async function rehearseLeaf(): Promise<void> {
  const hash = toBase64Url(new Uint8Array(32));
  const statement = {
    programme: 'rehearsal',
    class: 'burglary',
    action: 'live',
    minutes: 1,
    maxCameras: 16,
    rosterEpoch: 1,
    policyHash: hash,
    operatorId: 'nobody',
    issuedAt: 0,
  };
  const request = { statement, hash, envelope: unsignedEnvelope({ kind: 'request' }) };
  const recordKey = new Uint8Array(32);
  const parts = {
    request,
    operator: { keys: [{ kind: 'software', raw: '' }] },
    incident: 0,
    incidentHash: hash,
    after: null,
    recordKey,
    cameras: 12,
  } as unknown as RequestLeafParts;
  const cameras = Array.from({ length: 12 }, (_, n) => ({
    cameraId: `camera-${n}` as never,
    consentHash: hash,
    gatewayId: 'gateway' as never,
  }));
  for (let round = 0; round < ROUNDS; round++) {
    const leaf = await requestLeaf(parts, await slotDigests(recordKey, 16, cameras));
    readLeaf(leafBytes(leaf));
    await requestDisclosures(parts, cameras);
  }
}
