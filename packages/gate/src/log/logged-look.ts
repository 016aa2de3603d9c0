import type { CameraId, GatewayId } from '@porchlight/domain';
import { fromBase64Url, type ReadStatement, type Trust, toBase64Url } from '@porchlight/statements';
import {
  type LeafOf,
  type LookEvidence,
  leafBytes,
  readLeaf,
  requestLeaf,
  saltedDigest,
  slotCountOf,
  slotDigest,
} from '@porchlight/statements/leaf';
import { leafHash, sameBytes, verifyInclusion } from '@porchlight/translog';
import { type Refusal, type RefusalCode, refusal } from '../refusal.ts';

/** A request as it was found in the log. */
export interface LoggedLook {
  /** Its leaves, the first and those that follow the incident. */
  readonly requests: readonly number[];
  /** The incident's leaves that came with it. */
  readonly incidents: readonly number[];
  /** Cameras that stand in a slot with the consent their gateway holds; each with the hash of that leaf, which binds its frames. */
  readonly cameras: ReadonlyMap<CameraId, string>;
}

export interface LogPapers {
  readonly evidence: LookEvidence;
  /** The root of a tree that this party verified itself. */
  readonly rootAt: (size: number) => Uint8Array | undefined;
  /** The consent held for a camera, and the gateway that holds it. */
  readonly held: (
    cameraId: CameraId,
  ) => { readonly gatewayId: GatewayId; readonly consentHash: string } | undefined;
}

/** The papers whose leaf is looked for. */
export interface LoggedPapers {
  readonly trust: Trust;
  readonly request: ReadStatement<'request'>;
  readonly signedFor: ReadStatement<'incident'>;
  readonly newest: ReadStatement<'incident'>;
}

type Found =
  | { readonly kind: 'ok'; readonly logged: LoggedLook }
  | { readonly kind: 'refuse'; readonly refusals: readonly Refusal[] };
const refuse = (code: RefusalCode & LeafRefusal): Found => ({ kind: 'refuse', refusals: [refusal(code)] });
type LeafRefusal =
  | 'not-in-log'
  | 'incident-not-logged'
  | 'leaf-minutes'
  | 'leaf-class'
  | 'leaf-disclosure'
  | 'leaf-field-added'
  | 'leaf-differs';

/**
 * Steps 6 and 8: makes the request's leaf again from the papers and compares it whole, then finds it and its incident's in
 * a tree of this party's own. The first leaf of a look names the statement that was signed for, each further one the newest.
 */
export async function findInLog(papers: LoggedPapers, { evidence, rootAt, held }: LogPapers): Promise<Found> {
  const bytes = fromBase64Url(evidence.request.leaf) ?? new Uint8Array();
  const named = readLeaf(bytes);
  const leaf = named?.kind === 'request' ? named : undefined;
  if (leaf === undefined) return refuse(hasMore(bytes) ? 'leaf-field-added' : 'leaf-differs');
  const expected = await expectedLeaf(papers, evidence, leaf);
  const difference = expected === undefined ? 'leaf-differs' : differenceOf(expected, leaf, bytes);
  if (difference) return refuse(difference);
  const root = rootAt(evidence.size);
  const { request, incident } = evidence;
  if (root === undefined || !stands(request.index, bytes, request.proof, evidence.size, root))
    return refuse('not-in-log');
  if (incident.index >= request.index || !(await incidentStands(papers.newest, evidence, root)))
    return refuse('incident-not-logged');
  const hash = toBase64Url(leafHash(bytes));
  const cameras = await ownCameras(evidence, leaf, held);
  return {
    kind: 'ok',
    logged: {
      requests: [request.index],
      incidents: [incident.index],
      cameras: new Map(cameras.map((cameraId) => [cameraId, hash])),
    },
  };
}

/** Both leaves of one look; a camera keeps the leaf that brought it in. */
export function joined(before: LoggedLook, further: LoggedLook): LoggedLook {
  const distinct = (all: readonly number[]): number[] => [...new Set(all)];
  return {
    requests: distinct([...before.requests, ...further.requests]),
    incidents: distinct([...before.incidents, ...further.incidents]),
    cameras: new Map([...further.cameras, ...before.cameras]),
  };
}

async function expectedLeaf(
  { trust, request, signedFor, newest }: LoggedPapers,
  evidence: LookEvidence,
  { after, slots }: LeafOf<'request'>,
): Promise<LeafOf<'request'> | undefined> {
  const people = trust.roster?.statement.people ?? [];
  const operator = people.find((person) => person.id === request.statement.operatorId);
  const recordKey = fromBase64Url(evidence.request.recordKey);
  const continues = newest.hash !== signedFor.hash;
  if (operator === undefined || recordKey === undefined || (after !== null) !== continues) return undefined;
  if (slots.length !== slotCountOf(request.statement)) return undefined;
  const incident = evidence.incident.index;
  const parts = { request, operator, incident, incidentHash: newest.hash, after, recordKey };
  return requestLeaf({ ...parts, cameras: evidence.cameras }, slots);
}

function differenceOf(
  expected: LeafOf<'request'>,
  leaf: LeafOf<'request'>,
  bytes: Uint8Array,
): LeafRefusal | undefined {
  if (sameBytes(leafBytes(expected), bytes)) return undefined;
  if (expected.minutes !== leaf.minutes) return 'leaf-minutes';
  if (expected.class !== leaf.class) return 'leaf-class';
  if (expected.discloseBy !== leaf.discloseBy) return 'leaf-disclosure';
  return 'leaf-differs';
}

/** A request's leaf, but for fields that no such leaf has. */
function hasMore(bytes: Uint8Array): boolean {
  try {
    const json: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    const { kind } = json as { kind?: unknown };
    return kind === 'request' && REQUEST_FIELDS.every((name) => name in (json as object));
  } catch {
    return false;
  }
}

const REQUEST_FIELDS: readonly (keyof LeafOf<'request'>)[] = [
  'v',
  'programme',
  'policy',
  'rosterEpoch',
  'incident',
  'after',
  'class',
  'action',
  'minutes',
  'approvals',
  'opTag',
  'discloseBy',
  'slots',
  'sd',
];

function stands(
  index: number,
  bytes: Uint8Array,
  path: readonly string[],
  size: number,
  root: Uint8Array,
): boolean {
  const proof = path.map((text) => fromBase64Url(text) ?? new Uint8Array());
  return verifyInclusion({ index, size, leaf: leafHash(bytes), root, proof }).kind === 'valid';
}

/** The incident's leaf is in the tree, of the statement's class, and opens to the statement. */
async function incidentStands(
  incident: ReadStatement<'incident'>,
  evidence: LookEvidence,
  root: Uint8Array,
): Promise<boolean> {
  const { leaf: text, index, proof, recordKey } = evidence.incident;
  const bytes = fromBase64Url(text) ?? new Uint8Array();
  const leaf = readLeaf(bytes);
  const key = fromBase64Url(recordKey);
  if (leaf?.kind !== 'incident' || key === undefined) return false;
  if (leaf.class !== incident.statement.class) return false;
  if (leaf.sd[0] !== (await saltedDigest(key, 'statement', incident.hash))) return false;
  return stands(index, bytes, proof, evidence.size, root);
}

/** Those cameras of this party whose slot says camera, gateway and the consent held for it. */
async function ownCameras(
  { request, slots }: LookEvidence,
  leaf: LeafOf<'request'>,
  held: LogPapers['held'],
): Promise<CameraId[]> {
  const key = fromBase64Url(request.recordKey) ?? new Uint8Array();
  const own: CameraId[] = [];
  for (const { cameraId, slot } of slots) {
    const known = held(cameraId);
    const digest = known && (await slotDigest(key, slot, { cameraId, ...known }));
    if (digest !== undefined && leaf.slots[slot] === digest) own.push(cameraId);
  }
  return own;
}
