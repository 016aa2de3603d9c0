/**
 * Writes the test vectors of this project's own formats into vectors/: the same bytes on every machine, from fixed keys.
 * Usage: npx tsx --conditions=source tools/make-vectors.ts
 */
import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { encodeFrameHeader, FRAME_HEADER_BYTES } from '@porchlight/contract';
import type { CameraId } from '@porchlight/domain';
import {
  type Ed25519Key,
  type Envelope,
  ed25519Signer,
  importPkcs8,
  keyIdOf,
  readStatement,
  signEnvelope,
  statementHash,
  toBase64Url,
  unsignedEnvelope,
} from '@porchlight/statements';
import {
  consentMark,
  decoyDigest,
  digestOf,
  disclosureLeaf,
  disclosureOf,
  incidentCloseLeaf,
  incidentLeaf,
  type Leaf,
  leafBytes,
  outcomeLeaf,
  publicLeaf,
  requestDisclosures,
  requestLeaf,
  slotDigests,
  withdrawMark,
} from '@porchlight/statements/leaf';
import {
  cosign,
  formatCheckpoint,
  formatNote,
  formatVerifierKey,
  leafHash,
  type NoteSigner,
  signNote,
  verifierKey,
} from '@porchlight/translog';

const DIR = new URL('../vectors/', import.meta.url);
const bytesOf = (label: string, count: number): Uint8Array<ArrayBuffer> =>
  new Uint8Array(createHash('sha512').update(label).digest().subarray(0, count));
const SITE = { origin: 'https://cameras.example.org', rpId: 'cameras.example.org', synthetic: false };
const AT = Date.UTC(2026, 6, 1, 19);
const programme = 'vector-town';

/** RFC 8410: the seed stands last. */
async function keyOf(label: string) {
  const head = Buffer.from('302e020100300506032b657004220420', 'hex');
  const der = Buffer.concat([head, bytesOf(label, 32)]);
  const privateKey = await importPkcs8('ed25519', toBase64Url(new Uint8Array(der)));
  if (privateKey === undefined) throw new Error('no key');
  const { x = '' } = createPublicKey(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })).export({
    format: 'jwk',
  });
  const key: Ed25519Key = { kind: 'ed25519', raw: x };
  const sign = async (message: Uint8Array<ArrayBuffer>) =>
    new Uint8Array(await crypto.subtle.sign('Ed25519', privateKey, message));
  return { key, signer: await ed25519Signer(privateKey, key), sign };
}

const noteSigner = (
  name: string,
  type: 'ed25519' | 'cosignature',
  made: Awaited<ReturnType<typeof keyOf>>,
): NoteSigner => ({
  key: verifierKey(name, type, new Uint8Array(Buffer.from(made.key.raw, 'base64url'))),
  sign: made.sign,
});

const root = await keyOf('root');
const intake = await keyOf('intake');
const log = noteSigner('cameras.example.org/log', 'ed25519', await keyOf('log'));
const witness = noteSigner('witness.example/1', 'cosignature', await keyOf('witness'));
const policy = `log ${formatVerifierKey(log.key)}\nwitness one ${formatVerifierKey(witness.key)} https://witness.example\nquorum one\n`;

const incidentStatement = {
  v: 1,
  kind: 'incident',
  programme,
  incidentId: 'inc-1',
  seq: 1,
  status: 'open',
  class: 'burglary',
  natureCode: 'BURG',
  position: { lat: 32.3, lon: -90.18 },
  place: '100 Test Street',
  reportedAt: AT - 60_000,
  issuedAt: AT - 30_000,
  feed: 'dispatch',
};
const rootStatement = {
  v: 1,
  kind: 'root',
  programme,
  version: 1,
  synthetic: false,
  origin: SITE.origin,
  rpId: SITE.rpId,
  rootKeys: [root.key],
  threshold: 1,
  intakeKeys: [intake.key],
  policyKeys: [intake.key],
  bootstrapKey: root.key,
  log: { policy },
  issuedAt: AT - 86_400_000,
};

const incident = await signEnvelope(unsignedEnvelope(incidentStatement), intake.signer);
const rootEnvelope = await signEnvelope(unsignedEnvelope(rootStatement), root.signer);

async function statements() {
  const of = async (name: string, envelope: Envelope, key: Ed25519Key, valid: boolean) => ({
    name,
    valid,
    envelope,
    key,
    keyid: await keyIdOf(key),
    hash: await statementHash(envelope),
  });
  const [signature] = incident.signatures;
  const longer = Buffer.from(JSON.stringify({ ...incidentStatement, place: 'Elsewhere' })).toString(
    'base64url',
  );
  return [
    await of('an incident signed by dispatch', incident, intake.key, true),
    await of('a root signed by its own key', rootEnvelope, root.key, true),
    await of('another key than the one that signed', incident, root.key, false),
    await of('a payload changed after it was signed', { ...incident, payload: longer }, intake.key, false),
    await of(
      'the payload type of another kind',
      { ...incident, payloadType: 'application/vnd.porchlight.consent.v1+json' },
      intake.key,
      false,
    ),
    await of(
      'a signature under another key’s name',
      { ...incident, signatures: signature ? [{ ...signature, keyid: await keyIdOf(root.key) }] : [] },
      intake.key,
      false,
    ),
    await of('no signature', { ...incident, signatures: [] }, intake.key, false),
  ];
}

async function readIncident() {
  const read = await readStatement('incident', incident);
  if (read.kind === 'refused') throw new Error(read.detail);
  return read.value;
}

const recordKey = bytesOf('record', 32);

async function leaves() {
  const read = await readIncident();
  const rootRead = await readStatement('root', rootEnvelope);
  if (rootRead.kind === 'refused') throw new Error(rootRead.detail);
  const asked = {
    programme,
    requestId: '0'.repeat(32),
    incidentId: 'inc-1',
    incidentHash: read.hash,
    class: 'burglary',
    action: 'live',
    maxCameras: 16,
    minutes: 20,
    operatorId: 'operator-1',
    rosterEpoch: 1,
    policyHash: toBase64Url(bytesOf('policy', 32)),
    issuedAt: AT,
  };
  const request = {
    statement: asked,
    hash: toBase64Url(bytesOf('request', 32)),
    envelope: incident,
  } as never;
  const cameras = [
    {
      cameraId: 'cam-1' as CameraId,
      consentHash: toBase64Url(bytesOf('consent', 32)),
      gatewayId: 'gw-1' as never,
    },
  ];
  const parts = {
    request,
    operator: { keys: [{ kind: 'software', raw: 'BAAA' }] as never },
    incident: 4,
    incidentHash: read.hash,
    after: null,
    recordKey,
    cameras: 1,
  };
  const requested = await requestLeaf(parts, await slotDigests(recordKey, 16, cameras));
  const answers = [{ cameraId: 'cam-1' as CameraId, result: 'opened' as const, reasons: [] }];
  const made: [string, Leaf][] = [
    ['root', publicLeaf('root', rootRead.value)],
    ['incident', await incidentLeaf(read, { selfAttested: false, after: null }, recordKey)],
    ['incident that moved', await incidentLeaf(read, { selfAttested: true, after: 4 }, recordKey)],
    ['incident-close', await incidentCloseLeaf(read, 4, recordKey)],
    ['request of one camera', requested],
    [
      'request that reached none',
      await requestLeaf({ ...parts, cameras: 0 }, await slotDigests(recordKey, 16, [])),
    ],
    ['outcome', await outcomeLeaf(programme as never, 5, 16, answers, recordKey)],
    ['disclosure', disclosureLeaf(programme as never, 5, await requestDisclosures(parts, cameras))],
    ['erasure', { v: 1, kind: 'erasure', programme: programme as never, leaf: 5 }],
  ];
  const valid = made.map(([name, leaf]) => leafCase(name, leafBytes(leaf), true));
  const json = JSON.parse(new TextDecoder().decode(leafBytes(requested))) as Record<string, unknown>;
  const text = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
  const invalid = [
    leafCase('a field of its own', text({ ...json, zz: 1 }), false),
    leafCase('fields in another order', text(Object.fromEntries(Object.entries(json).reverse())), false),
    leafCase('white space', new TextEncoder().encode(JSON.stringify(json, null, 1)), false),
    leafCase('fifteen places', text({ ...json, slots: (json['slots'] as unknown[]).slice(1) }), false),
    leafCase(
      'a field twice',
      new TextEncoder().encode(JSON.stringify(json).replace('{', '{"action":"live",')),
      false,
    ),
    leafCase('a kind nobody knows', text({ ...json, kind: 'other' }), false),
    leafCase('half an entry', leafBytes(requested).slice(0, 100), false),
  ];
  return [...valid, ...invalid];
}

function leafCase(name: string, bytes: Uint8Array, valid: boolean) {
  return { name, valid, entry: toBase64Url(bytes), leafHash: toBase64Url(leafHash(bytes)) };
}

async function digests() {
  const salt = toBase64Url(bytesOf('salt', 16));
  const consentHash = toBase64Url(bytesOf('consent', 32));
  const values = [
    ['request', 'hash'],
    ['issuedAt', AT],
    ['slot/0', ['cam-1', consentHash, 'gw-1']],
    ['reasons', []],
  ] as const;
  return {
    recordKey: toBase64Url(recordKey),
    disclosures: await Promise.all(
      values.map(async ([path, value]) => {
        const disclosure = await disclosureOf(recordKey, path, value);
        return { path, value, disclosure, digest: await digestOf(disclosure) };
      }),
    ),
    decoys: await Promise.all(
      ['slot/1', 'mark/7'].map(async (path) => ({ path, digest: await decoyDigest(recordKey, path) })),
    ),
    marks: {
      salt,
      consentHash,
      cameraId: 'cam-1',
      consent: await consentMark(salt, consentHash),
      withdraw: await withdrawMark(salt, consentHash, 'cam-1' as CameraId),
    },
  };
}

async function checkpoints() {
  const text = formatCheckpoint({ origin: log.key.name, size: 5, root: bytesOf('tree', 32), extensions: [] });
  const own = await signNote(text, log);
  const seen = await cosign(text, Math.floor(AT / 1000), witness);
  const note = (signatures: Parameters<typeof formatNote>[0]['signatures'], of = text) =>
    new TextDecoder().decode(formatNote({ text: of, signatures }));
  const whole = note([own, seen]);
  return {
    policy,
    cases: [
      { name: 'signed and countersigned', verdict: 'trusted', note: whole },
      { name: 'without the witness', verdict: 'no-quorum', note: note([own]) },
      { name: 'without the log', verdict: 'unsigned', note: note([seen]) },
      {
        name: 'another size under the same signatures',
        verdict: 'bad-signature',
        note: whole.replace('\n5\n', '\n6\n'),
      },
      {
        name: 'another log',
        verdict: 'unknown-log',
        note: note([own, seen], text.replace('cameras', 'dameras')),
      },
      { name: 'no blank line', verdict: 'malformed', note: whole.replace('\n\n', '\n') },
    ],
  };
}

function frameHeaders() {
  const header = {
    type: 'frame',
    key: true,
    discardable: false,
    masked: false,
    catchUp: true,
    codec: 'h264',
    stream: 'sub',
    channel: 70_000,
    captureUs: 1_782_932_400_123_456,
  } as const;
  const bytes = encodeFrameHeader(header);
  const wrong = (name: string, at: number, value: number) => ({
    name,
    bytes: toBase64Url(bytes.with(at, value)),
    header: null,
  });
  return [
    { name: 'a key frame for a newcomer', bytes: toBase64Url(bytes), header },
    wrong('a message type nobody knows', 0, 3),
    wrong('a flag nobody knows', 1, 16),
    wrong('a codec nobody knows', 2, 3),
    wrong('a stream nobody knows', 3, 2),
    { name: 'too short', bytes: toBase64Url(bytes.subarray(0, FRAME_HEADER_BYTES - 1)), header: null },
    {
      name: 'channel 0',
      bytes: toBase64Url(new Uint8Array([...bytes.subarray(0, 4), 0, 0, 0, 0, ...bytes.subarray(8)])),
      header: null,
    },
  ];
}

const FILES: Record<string, unknown> = {
  'statements.json': { site: SITE, cases: await statements() },
  'leaves.json': { cases: await leaves() },
  'digests.json': await digests(),
  'checkpoints.json': await checkpoints(),
  'frame-header.json': { cases: frameHeaders() },
};
await mkdir(DIR, { recursive: true });
for (const [name, value] of Object.entries(FILES))
  await writeFile(new URL(name, DIR), `${JSON.stringify(value, null, 2)}\n`);
console.log(`wrote ${Object.keys(FILES).join(', ')}`);
