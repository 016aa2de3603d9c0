import type { CameraId, GatewayId } from '@porchlight/domain';
import type { RequestStatement } from '../kinds.ts';
import type { ReadStatement } from '../read-statement.ts';
import { DISCLOSE_AFTER_DAYS, type LeafOf, SLOT_COUNTS } from './leaf-schema.ts';
import { monthOf, opTagOf } from './op-tag.ts';
import { decoyDigest, disclosureOf, type Opened, type RecordKey, saltedDigest } from './record-key.ts';

/** One camera that a request may reach, as its slot says it. */
export interface SlotCamera {
  readonly cameraId: CameraId;
  readonly consentHash: string;
  readonly gatewayId: GatewayId;
}

/** Everything a request leaf is made from. */
export interface RequestLeafParts {
  readonly request: ReadStatement<'request'>;
  /** The operator's entry of the roster in force. */
  readonly operator: { readonly keys: Parameters<typeof opTagOf>[0]['keys'] };
  /** Index of the incident's leaf. */
  readonly incident: number;
  /** Hash of the incident statement that leaf stands for: the one that was signed for, or a newer one when `after` is set. */
  readonly incidentHash: string;
  readonly after: number | null;
  readonly recordKey: RecordKey;
  /** How many cameras the request may reach. */
  readonly cameras: number;
}

const DAY_MS = 24 * 3600 * 1000;

/** The last day by which a request is disclosed, UTC. */
export function discloseByOf(request: Pick<RequestStatement, 'issuedAt'>): string {
  return new Date(request.issuedAt + DISCLOSE_AFTER_DAYS * DAY_MS).toISOString().slice(0, 10);
}

/** 16, or 64 when more cameras are asked for. A request that reached none looks the same. */
export function slotCountOf(request: Pick<RequestStatement, 'maxCameras'>): number {
  const [few, many] = SLOT_COUNTS;
  return request.maxCameras <= few ? few : many;
}

const slotPath = (slot: number): string => `slot/${slot}`;
const slotValue = ({ cameraId, consentHash, gatewayId }: SlotCamera): Opened => [
  cameraId,
  consentHash,
  gatewayId,
];

/** The digest that stands for a camera in one slot. */
export function slotDigest(key: RecordKey, slot: number, camera: SlotCamera): Promise<string> {
  return saltedDigest(key, slotPath(slot), slotValue(camera));
}

/** All slots of a request: cameras first come to their index, decoys elsewhere. Throws RangeError when they do not fit. */
export async function slotDigests(
  key: RecordKey,
  count: number,
  cameras: readonly SlotCamera[],
): Promise<string[]> {
  if (cameras.length > count) throw new RangeError(`${cameras.length} cameras for ${count} slots`);
  return Promise.all(
    Array.from({ length: count }, (_, slot) => {
      const camera = cameras[slot];
      return camera === undefined ? decoyDigest(key, slotPath(slot)) : slotDigest(key, slot, camera);
    }),
  );
}

function privateValues({ request, incidentHash, cameras }: RequestLeafParts): [string, Opened][] {
  const { operatorId, issuedAt } = request.statement;
  return [
    ['request', request.hash],
    ['incident', incidentHash],
    ['operator', operatorId],
    ['issuedAt', issuedAt],
    ['cameras', cameras],
  ];
}

/** The leaf of a request, from the papers themselves and given slots. Gateways make it again and compare it whole. */
export async function requestLeaf(
  parts: RequestLeafParts,
  slots: readonly string[],
): Promise<LeafOf<'request'>> {
  const { request, operator, recordKey, incident, after } = parts;
  const asked = request.statement;
  return {
    v: 1,
    kind: 'request',
    programme: asked.programme,
    policy: asked.policyHash,
    rosterEpoch: asked.rosterEpoch,
    incident,
    after,
    class: asked.class,
    action: asked.action,
    minutes: asked.minutes,
    approvals: 0,
    opTag: await opTagOf(operator, monthOf(asked.issuedAt)),
    discloseBy: discloseByOf(asked),
    slots: [...slots],
    sd: await Promise.all(privateValues(parts).map(([path, value]) => saltedDigest(recordKey, path, value))),
  };
}

/** What opens the leaf: its private values in order, then its cameras. Whoever gets one can check it against the leaf. */
export function requestDisclosures(
  parts: RequestLeafParts,
  cameras: readonly SlotCamera[],
): Promise<string[]> {
  const values: [string, Opened][] = cameras.map((camera, slot) => [slotPath(slot), slotValue(camera)]);
  return Promise.all(
    [...privateValues(parts), ...values].map(([path, value]) => disclosureOf(parts.recordKey, path, value)),
  );
}
