import { expect, it } from 'vitest';
import { frontOffsets, lotsFrom, type RawAddress, type RawStreet } from './lots.ts';

const streets: RawStreet[] = [
  {
    name: 'A',
    class: 'residential',
    points: [
      [0, 0],
      [100, 0],
    ],
  },
  {
    name: 'B',
    class: 'residential',
    points: [
      [0, -60],
      [0, 60],
    ],
  },
];
const addresses: RawAddress[] = [20, 28, 36, 44].map((x, i) => ({
  street: 'A',
  number: String(i),
  at: [x, 8 + (i % 2) * 0.4],
}));

it('puts terraced fronts on one line, ends halfway to the neighbours, facing the street', () => {
  const lots = lotsFrom(streets, addresses);
  expect(lots.map((lot) => lot.front[1])).toEqual([8.4, 8.4, 8.4, 8.4]);
  expect(lots.map((lot) => lot.facingDeg)).toEqual([180, 180, 180, 180]);
  expect(lots[1]?.widthM).toBeCloseTo(8);
  expect(frontOffsets(streets, addresses).get('A')).toBeCloseTo(8.4);
});

it('keeps houses off other streets and drops what does not fit', () => {
  const [corner] = lotsFrom(streets, [{ street: 'A', number: '1', at: [8, 8] }]);
  expect((corner?.front[0] ?? 0) - (corner?.widthM ?? 99) / 2).toBeGreaterThanOrEqual(5);
  expect(lotsFrom(streets, [{ street: 'A', number: '2', at: [1, 8] }])).toEqual([]);
  expect(lotsFrom(streets, [{ street: 'Nowhere', number: '3', at: [50, 8] }])).toEqual([]);
});
