import type { CameraId, GatewayId } from '@porchlight/domain';
import { makeProgramme, must, type TestProgramme } from '@porchlight/testkit';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { toBase64Url } from '../bytes.ts';
import type { RequestStatement } from '../kinds.ts';
import { type ReadStatement, readStatement } from '../read-statement.ts';
import { leafBytes, readLeaf } from './leaf-bytes.ts';
import { type Leaf, type LeafOf, SLOT_COUNTS } from './leaf-schema.ts';
import { consentMark, withdrawMark } from './marks.ts';
import { opTagOf, opTagsOf } from './op-tag.ts';
import {
  consentLeaf,
  denialLeaf,
  incidentCloseLeaf,
  incidentLeaf,
  outcomeLeaf,
  pauseLeaf,
  publicLeaf,
  rosterLeaf,
  withdrawLeaf,
} from './other-leaves.ts';
import { digestOf, disclosureOf, type RecordKey, readDisclosure, saltedDigest } from './record-key.ts';
import {
  type RequestLeafParts,
  requestDisclosures,
  requestLeaf,
  type SlotCamera,
  slotDigests,
} from './request-leaf.ts';

const key = (fill: number): RecordKey => new Uint8Array(32).fill(fill);
const SALT = toBase64Url(new Uint8Array(16).fill(7));
const HASH = toBase64Url(new Uint8Array(32).fill(9));
const camera = (n: number): SlotCamera => ({
  cameraId: `cam-${n}` as CameraId,
  consentHash: toBase64Url(new Uint8Array(32).fill(n)),
  gatewayId: 'gw-1' as GatewayId,
});
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (leaf: Leaf): string => new TextDecoder().decode(leafBytes(leaf));

let p: TestProgramme;
let incident: ReadStatement<'incident'>;
let request: ReadStatement<'request'>;

beforeAll(async () => {
  p = await makeProgramme();
  const envelope = await p.incident();
  incident = must(await readStatement('incident', envelope));
  request = must(await readStatement('request', await p.request(envelope)));
});

function parts(changes: Partial<RequestLeafParts> = {}): RequestLeafParts {
  const [operator] = p.trust.roster?.statement.people ?? [];
  if (operator === undefined) throw new Error('no operator');
  return {
    request,
    operator,
    incident: 4,
    incidentHash: incident.hash,
    after: null,
    recordKey: key(1),
    cameras: 2,
    ...changes,
  };
}

async function leafWith(cameras: readonly SlotCamera[], changes: Partial<RequestLeafParts> = {}) {
  const whole = parts({ cameras: cameras.length, ...changes });
  return requestLeaf(whole, await slotDigests(whole.recordKey, SLOT_COUNTS[0], cameras));
}

/** One of each kind that is made from papers. */
async function everyKind(): Promise<Leaf[]> {
  const read = async <K extends 'root' | 'programme' | 'policy' | 'roster'>(kind: K) =>
    must(await readStatement(kind, p.envelopes[kind]));
  const pause = must(await readStatement('pause', await p.pause('paused', 1, [p.clerks[0]])));
  const consent = { statement: { programme: request.statement.programme }, hash: HASH } as never;
  return [
    publicLeaf('root', await read('root')),
    publicLeaf('programme', await read('programme')),
    publicLeaf('policy', await read('policy')),
    await rosterLeaf(await read('roster')),
    pauseLeaf(pause),
    await consentLeaf(consent, SALT),
    await withdrawLeaf(consent, [camera(1).cameraId], SALT, key(2)),
    await incidentLeaf(incident, { selfAttested: false, after: null }, key(3)),
    await incidentCloseLeaf(incident, 4, key(3)),
    await leafWith([camera(1)]),
    await outcomeLeaf(request.statement.programme, 5, 16, [], key(4)),
    await denialLeaf(request, parts().operator, ['too-far'], key(5)),
  ];
}

describe('the bytes of a leaf', () => {
  test('every kind reads back as it was written, and only in its canonical spelling', async () => {
    for (const leaf of await everyKind()) {
      expect(readLeaf(leafBytes(leaf))).toEqual(leaf);
      const text = textOf(leaf);
      for (const other of [
        ` ${text}`,
        text.replace('{', '{ '),
        text.replace('{', '{"extra":1,'),
        text.replace('"v":1', '"v":1.0'),
        text.replace('"v":1', '"v":2'),
        text.slice(0, -1),
      ])
        expect(readLeaf(utf8(other)), other.slice(0, 60)).toBeUndefined();
    }
  });

  test('a flipped bit never reads as the same leaf', async () => {
    const leaf = await leafWith([camera(1)]);
    const bytes = leafBytes(leaf);
    for (let bit = 0; bit < bytes.length * 8; bit += 3) {
      const flipped = Uint8Array.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(readLeaf(flipped)).not.toEqual(leaf);
    }
  });
});

describe('salted digests', () => {
  test('a disclosure opens the digest of its own key, path and value and no other', async () => {
    const text = await disclosureOf(key(1), 'operator', 'operator-1');
    expect(readDisclosure(text)).toEqual({ path: 'operator', value: 'operator-1' });
    const digest = await digestOf(text);
    expect(digest).toBe(await saltedDigest(key(1), 'operator', 'operator-1'));
    for (const other of [
      await saltedDigest(key(2), 'operator', 'operator-1'),
      await saltedDigest(key(1), 'request', 'operator-1'),
      await saltedDigest(key(1), 'operator', 'operator-2'),
    ])
      expect(other).not.toBe(digest);
  });

  test('reading a disclosure never throws, and takes its own spelling only', async () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => readDisclosure(text) === undefined),
      { numRuns: 2000 },
    );
    const spaced = toBase64Url(utf8(JSON.stringify([SALT, 'a', 1]).replace(',', ', ')));
    expect(readDisclosure(spaced)).toBeUndefined();
  });
});

describe('the leaf of a request', () => {
  test('is made again from the papers byte for byte, and differs when any paper differs', async () => {
    const leaf = await leafWith([camera(1), camera(2)]);
    expect(leafBytes(await leafWith([camera(1), camera(2)]))).toEqual(leafBytes(leaf));
    const asked = (changes: Partial<RequestStatement>): ReadStatement<'request'> => ({
      ...request,
      statement: { ...request.statement, ...changes },
    });
    const others = [
      await leafWith([camera(1)]),
      await leafWith([camera(2), camera(1)]),
      await leafWith([camera(1), { ...camera(2), consentHash: HASH }]),
      await leafWith([camera(1), camera(2)], { recordKey: key(2) }),
      await leafWith([camera(1), camera(2)], { incident: 3 }),
      await leafWith([camera(1), camera(2)], { after: 2 }),
      await leafWith([camera(1), camera(2)], { incidentHash: HASH }),
      await leafWith([camera(1), camera(2)], { request: { ...request, hash: HASH } }),
      await leafWith([camera(1), camera(2)], { request: asked({ minutes: 5 }) }),
      await leafWith([camera(1), camera(2)], { request: asked({ class: 'arson' }) }),
      await leafWith([camera(1), camera(2)], {
        request: asked({ issuedAt: request.statement.issuedAt + 1 }),
      }),
    ];
    for (const other of others) expect(leafBytes(other)).not.toEqual(leafBytes(leaf));
  });

  test('has one shape, whether it reaches no camera or any number up to sixteen, and names none', async () => {
    const shapes = new Set<string>();
    for (let count = 0; count <= 16; count++) {
      const cameras = Array.from({ length: count }, (_, n) => camera(n + 1));
      const text = textOf(await leafWith(cameras));
      shapes.add(text.replaceAll(/[A-Za-z0-9_-]{43}/g, '#'));
      for (const secret of ['cam-', 'gw-1', request.statement.operatorId, request.statement.incidentId])
        expect(text).not.toContain(secret);
    }
    expect(shapes.size).toBe(1);
    await expect(
      slotDigests(
        key(1),
        16,
        Array.from({ length: 17 }, (_, n) => camera(n)),
      ),
    ).rejects.toThrow(RangeError);
  });

  test('is opened by its disclosures, each of which stands in it', async () => {
    const cameras = [camera(1), camera(2)];
    const leaf = await leafWith(cameras);
    const digests = await Promise.all((await requestDisclosures(parts(), cameras)).map(digestOf));
    expect(digests.slice(0, 5)).toEqual(leaf.sd);
    expect(digests.slice(5)).toEqual(leaf.slots.slice(0, 2));
  });
});

describe('names that only some can read', () => {
  test('an operator’s tag stands in the roster’s leaf, changes each month, and is nobody else’s', async () => {
    const roster = must(await readStatement('roster', p.envelopes.roster)).statement;
    const tags = await opTagsOf(roster);
    const leaf: LeafOf<'request'> = await leafWith([]);
    expect(tags).toContain(leaf.opTag);
    const { operator } = parts();
    expect(await opTagOf(operator, '2026-01')).not.toBe(await opTagOf(operator, '2026-02'));
    expect(new Set(tags).size).toBe(tags.length);
    const endless = { ...roster, expiresAt: 8.64e15 };
    await expect(opTagsOf(endless)).rejects.toThrow(RangeError);
  });

  test('a mark is found with the consent’s hash and the leaf’s salt, and with nothing else', async () => {
    const other = toBase64Url(new Uint8Array(16).fill(8));
    const marks = [
      await consentMark(SALT, HASH),
      await consentMark(other, HASH),
      await consentMark(SALT, incident.hash),
      await withdrawMark(SALT, HASH, camera(1).cameraId),
      await withdrawMark(SALT, HASH, camera(2).cameraId),
    ];
    expect(new Set(marks).size).toBe(marks.length);
    expect(await consentMark(SALT, HASH)).toBe(marks[0]);
  });
});
