import type { ProgrammeId } from '@porchlight/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toBase64Url } from '../bytes.ts';
import { leafBytes, MAX_LEAF_BYTES, readLeaf, sameBytes } from './leaf-bytes.ts';
import { type Leaf, leafSchema } from './leaf-schema.ts';
import { disclosureOf, type RecordKey } from './record-key.ts';

const programme = 'test-programme' as ProgrammeId;
const digest = (n: number): string => toBase64Url(new Uint8Array(32).fill(n));
const digests = (count: number): string[] => Array.from({ length: count }, (_, n) => digest(n));
const salt = toBase64Url(new Uint8Array(16).fill(7));
const opTag = 'A'.repeat(22);
const envelope = {
  payloadType: 'application/vnd.porchlight.root.v1+json',
  payload: 'e30',
  signatures: [{ keyid: 'k', sig: 's', webauthn: { authenticatorData: 'a', clientDataJSON: 'c' } }],
};
const key: RecordKey = new Uint8Array(32).fill(1);
const opened = await Promise.all([
  disclosureOf(key, 'request', digest(1)),
  disclosureOf(key, 'issuedAt', 1_780_000_000_000),
]);
const class_ = 'burglary' as const;

/** One leaf of every kind, with plain values. */
const LEAVES: readonly Leaf[] = [
  { v: 1, kind: 'root', programme, envelope },
  { v: 1, kind: 'programme', programme, envelope },
  { v: 1, kind: 'policy', programme, envelope },
  {
    v: 1,
    kind: 'roster',
    programme,
    epoch: 2,
    statement: digest(1),
    previous: digest(2),
    issuedAt: 1_780_000_000_000,
    expiresAt: 1_782_000_000_000,
    counts: { operator: 4, supervisor: 1, clerk: 2 },
    opTags: [opTag],
  },
  { v: 1, kind: 'pause', programme, sequence: 1, statement: digest(1) },
  { v: 1, kind: 'resume', programme, sequence: 2, statement: digest(1) },
  { v: 1, kind: 'consent', programme, salt, mark: digest(1) },
  { v: 1, kind: 'withdraw', programme, salt, marks: digests(8) },
  { v: 1, kind: 'incident', programme, class: class_, selfAttested: false, after: null, sd: digests(1) },
  { v: 1, kind: 'incident-close', programme, incident: 3, sd: digests(1) },
  {
    v: 1,
    kind: 'request',
    programme,
    policy: digest(1),
    rosterEpoch: 2,
    incident: 3,
    after: null,
    class: class_,
    action: 'live',
    minutes: 20,
    approvals: 0,
    opTag,
    discloseBy: '2026-07-31',
    slots: digests(16),
    sd: digests(5),
  },
  {
    v: 1,
    kind: 'denial',
    programme,
    policy: digest(1),
    rosterEpoch: 2,
    class: class_,
    opTag,
    sd: digests(3),
  },
  { v: 1, kind: 'outcome', programme, request: 4, slots: digests(64), sd: digests(1) },
  { v: 1, kind: 'approval', programme, request: 4, sd: digests(1) },
  { v: 1, kind: 'export', programme, sd: digests(2) },
  { v: 1, kind: 'disclosure', programme, leaf: 4, disclosures: opened },
  { v: 1, kind: 'audit', programme, from: 0, to: 9, sd: digests(1) },
  { v: 1, kind: 'erasure', programme, leaf: 4 },
];
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (leaf: Leaf): string => new TextDecoder().decode(leafBytes(leaf));

/** A small generator of numbers, the same each time (mulberry32). */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

const PIECES = ['{', '}', '[', ']', '"', ',', ':', '\\', '\\u0061', '\\ud800', ' ', '-0', '1e2', 'null', 'é'];

/** Text near a leaf: pieces put in, spans cut out, doubled or taken from another leaf. */
function mangled(text: string, other: string, pick: (below: number) => number): string {
  const at = pick(text.length);
  const end = Math.min(text.length, at + 1 + pick(40));
  const piece = PIECES[pick(PIECES.length)] ?? '';
  const middles = [
    piece,
    '',
    text.slice(at, end).repeat(2),
    other.slice(at, end),
    piece + text.slice(at, end),
  ];
  return text.slice(0, at) + (middles[pick(middles.length)] ?? '') + text.slice(end);
}

describe('reading what somebody else wrote', () => {
  test('every kind of leaf reads back as it was written', () => {
    expect(new Set(LEAVES.map(({ kind }) => kind)).size).toBe(leafSchema.options.length);
    for (const leaf of LEAVES) expect(readLeaf(leafBytes(leaf))).toEqual(leaf);
  });

  test('of 100,000 mangled leaves none throws, and each that reads is the canonical spelling of what was read', () => {
    const pick = numbers(20_260_701);
    const texts = LEAVES.map(textOf).filter((text) => text.length < 1200);
    let read = 0;
    for (let n = 0; n < 100_000; n++) {
      const [text = '', other = ''] = [texts[pick(texts.length)], texts[pick(texts.length)]];
      const bytes = utf8(mangled(text, other, pick));
      const leaf = readLeaf(bytes);
      if (leaf === undefined) continue;
      read += 1;
      if (!sameBytes(leafBytes(leaf), bytes)) throw new Error(`read: ${new TextDecoder().decode(bytes)}`);
    }
    // A digit of an index, or a letter of a digest, makes another leaf; the count shows that both ways were taken.
    expect(read).toBeGreaterThan(100);
    expect(read).toBeLessThan(20_000);
  });

  test('bytes that are no text, and JSON of any shape, read as nothing', () => {
    const nothing = (bytes: Uint8Array): boolean => readLeaf(bytes) === undefined;
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), nothing), { numRuns: 5000 });
    fc.assert(
      fc.property(fc.json(), (text) => nothing(utf8(text))),
      { numRuns: 5000 },
    );
  });

  test('an added field, a key named twice, another order, spelling or version read as nothing', () => {
    for (const leaf of LEAVES) {
      const text = textOf(leaf);
      const others = [
        text.replace('{', '{"added":1,'),
        text.replace('{', '{"__proto__":{},'),
        text.replace('{', `{"kind":"${leaf.kind}",`),
        JSON.stringify(Object.fromEntries(Object.entries(leaf).toReversed())),
        text.replace('"kind"', '"k\\u0069nd"'),
        text.replace('"v":1', '"v":1.0'),
        text.replace('"v":1', '"v":2'),
        text.replace('"v":1', '"v":"1"'),
        `\ufeff${text}`,
        `${text}\n`,
      ];
      for (const other of others) {
        expect(other).not.toBe(text);
        expect(readLeaf(utf8(other)), other.slice(0, 80)).toBeUndefined();
      }
    }
  });

  test('a text that has no UTF-8 spelling reads as nothing', () => {
    const root = textOf(LEAVES[0] as Leaf);
    const lone = root.replace('"keyid":"k"', '"keyid":"\\ud800"');
    expect(lone).not.toBe(root);
    expect(readLeaf(utf8(lone))).toBeUndefined();
  });

  test('more bytes than an entry may have are refused before they are parsed, and never written', () => {
    const payload = 'A'.repeat(
      MAX_LEAF_BYTES - leafBytes(LEAVES[0] as Leaf).length + envelope.payload.length,
    );
    const largest: Leaf = { v: 1, kind: 'root', programme, envelope: { ...envelope, payload } };
    expect(readLeaf(leafBytes(largest))).toEqual(largest);
    const larger: Leaf = { ...largest, envelope: { ...envelope, payload: `${payload}A` } };
    expect(() => leafBytes(larger)).toThrow(RangeError);
    expect(readLeaf(utf8(`${textOf(largest)} `))).toBeUndefined();
    expect(readLeaf(utf8('['.repeat(MAX_LEAF_BYTES)))).toBeUndefined();
  });
});
