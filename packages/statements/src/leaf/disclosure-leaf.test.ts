import type { ProgrammeId } from '@porchlight/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toBase64Url } from '../bytes.ts';
import { disclosureLeaf } from './disclosure-leaf.ts';
import { leafBytes, readLeaf } from './leaf-bytes.ts';
import { DISCLOSED_PATHS } from './leaf-schema.ts';
import { decoyDigest, digestOf, disclosureOf, type Opened, readDisclosure } from './record-key.ts';

const programme = 'test-programme' as ProgrammeId;
const HASH = toBase64Url(new Uint8Array(32).fill(9));
const VALUES: Record<string, Opened> = {
  request: HASH,
  incident: HASH,
  operator: 'operator-1',
  issuedAt: 1_780_000_000_000,
  cameras: 1,
  'slot/0': ['cam-1', HASH, 'gw-1'],
};
const all = await Promise.all(
  Object.entries(VALUES).map(([path, value]) => disclosureOf(new Uint8Array(32).fill(1), path, value)),
);
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const opened: fc.Arbitrary<Opened> = fc.letrec<{ value: Opened }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.double({ noDefaultInfinity: true, noNaN: true }).map((n) => (n === 0 ? 0 : n)),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
  ),
})).value;

describe('what becomes public of a request', () => {
  test('a disclosure leaf opens its hashes and its time, never operator, cameras or their number', () => {
    const leaf = disclosureLeaf(programme, 7, all);
    expect(leaf.disclosures.map((text) => readDisclosure(text)?.path)).toEqual([...DISCLOSED_PATHS]);
    expect(readLeaf(leafBytes(leaf))).toEqual(leaf);
    expect(() => disclosureLeaf(programme, 7, all.slice(4))).toThrow(RangeError);
  });

  test('no leaf reads that opens anything else, the same twice, or in another order', () => {
    const [request = '', incident = '', operator = '', , cameras = '', slot = ''] = all;
    const lists = [
      [],
      [operator],
      [cameras],
      [slot],
      [request, request],
      [incident, request],
      [`${request}A`],
    ];
    for (const disclosures of lists) {
      const leaf = { disclosures, kind: 'disclosure', leaf: 7, programme, v: 1 };
      expect(readLeaf(utf8(JSON.stringify(leaf)))).toBeUndefined();
    }
  });
});

describe('disclosures', () => {
  test('whatever value is written reads back, and opens its digest under one key, path and value alone', async () => {
    const key = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Uint8Array.from(bytes));
    await fc.assert(
      fc.asyncProperty(key, fc.string({ maxLength: 20 }), opened, async (recordKey, path, value) => {
        const text = await disclosureOf(recordKey, path, value);
        expect(readDisclosure(text)).toEqual({ path, value });
        const digest = await digestOf(text);
        const otherKey = recordKey.map((byte, i) => (i === 31 ? byte ^ 1 : byte));
        expect(await digestOf(await disclosureOf(otherKey, path, value))).not.toBe(digest);
        expect(await digestOf(await disclosureOf(recordKey, `${path}/`, value))).not.toBe(digest);
        expect(await digestOf(await disclosureOf(recordKey, path, [value]))).not.toBe(digest);
      }),
      { numRuns: 150 },
    );
  });

  test('a changed letter of a disclosure no longer opens its digest', async () => {
    const [text = ''] = all;
    const digest = await digestOf(text);
    for (let at = 0; at < text.length; at++) {
      const other = text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);
      expect(await digestOf(other)).not.toBe(digest);
    }
  });

  test('the bits of 2,000 digests and of 2,000 decoys are as even as chance, so neither is told from the other', async () => {
    const bits = async (make: (key: Uint8Array<ArrayBuffer>) => Promise<string>): Promise<number> => {
      let ones = 0;
      for (let n = 0; n < 2000; n++) {
        const recordKey = new Uint8Array(32);
        new DataView(recordKey.buffer).setUint32(0, n);
        const text = await make(recordKey);
        expect(text).toMatch(/^[A-Za-z0-9_-]{43}$/);
        for (const byte of Buffer.from(text, 'base64url')) for (let b = byte; b > 0; b >>= 1) ones += b & 1;
      }
      return ones;
    };
    // 512,000 bits: one standard deviation is 358, five are 1,790.
    const slot: Opened = ['cam-1', HASH, 'gw-1'];
    const digests = await bits(async (key) => digestOf(await disclosureOf(key, 'slot/0', slot)));
    const decoys = await bits((key) => decoyDigest(key, 'slot/0'));
    for (const ones of [digests, decoys]) expect(Math.abs(ones - 256_000)).toBeLessThan(1790);
  });
});
