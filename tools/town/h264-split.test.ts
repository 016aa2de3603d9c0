import fc from 'fast-check';
import { expect, it } from 'vitest';
import { splitAnnexB } from './h264-split.ts';

const nal = (type: number, body: readonly number[], long = false): number[] => [
  ...(long ? [0] : []),
  0,
  0,
  1,
  0x60 | type,
  ...body,
];
const set = [...nal(7, [66, 192], true), ...nal(8, [9])];

it('keeps slices in Annex B form and leaves parameter sets, delimiters and SEI out of them', () => {
  const stream = Buffer.from([
    ...nal(9, [240]),
    ...set,
    ...nal(6, [5, 1, 1, 128]),
    ...nal(5, [1, 2]),
    ...set,
    ...nal(1, [3], true),
  ]);
  const split = splitAnnexB(stream);
  expect([...split.sps]).toEqual([0x67, 66, 192]);
  expect([...split.pps]).toEqual([0x68, 9]);
  expect(split.units.map((u) => [u.key, ...u.data])).toEqual([
    [true, 0, 0, 0, 1, 0x65, 1, 2],
    [false, 0, 0, 0, 1, 0x61, 3],
  ]);
});

it('refuses a stream without parameter sets or with changing ones', () => {
  expect(() => splitAnnexB(Buffer.from(nal(5, [1])))).toThrow('no parameter sets');
  expect(() => splitAnnexB(Buffer.from([...set, ...nal(7, [77, 1])]))).toThrow('changes');
});

it('gives back every slice whatever its bytes', () => {
  const body = fc.array(fc.integer({ min: 1, max: 255 }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(fc.array(body, { minLength: 1, maxLength: 8 }), (bodies) => {
      const stream = Buffer.from([...set, ...bodies.flatMap((b) => nal(1, b))]);
      expect(splitAnnexB(stream).units.map((u) => [...u.data.subarray(5)])).toEqual(bodies);
    }),
  );
});
