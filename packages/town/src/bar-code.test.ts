import fc from 'fast-check';
import { expect, it } from 'vitest';
import { barCodeBits, barCodeCell, readBarCode } from './bar-code.ts';

function pictureWith(bits: readonly number[], width: number, height: number): Uint8Array {
  const luma = new Uint8Array(width * height).fill(90);
  const cell = barCodeCell(width);
  bits.forEach((bit, i) => {
    for (let y = height - cell * 2; y < height - cell; y++)
      luma.fill(bit ? 235 : 16, y * width + cell * (i + 1), y * width + cell * (i + 2));
  });
  return luma;
}

it('is read back from a picture for every frame number', () => {
  fc.assert(
    fc.property(fc.boolean(), fc.integer({ min: 0, max: 2047 }), (scenario, frame) => {
      const luma = pictureWith(barCodeBits({ scenario, frame }), 640, 360);
      expect(readBarCode(luma, 640, 360)).toEqual({ scenario, frame });
    }),
    { numRuns: 60 },
  );
});

it('is not found in an empty picture, a short one, or noise that fails the sum', () => {
  expect(readBarCode(new Uint8Array(640 * 360), 640, 360)).toBeUndefined();
  expect(readBarCode(new Uint8Array(10), 640, 360)).toBeUndefined();
  const wrong = barCodeBits({ scenario: true, frame: 5 }).map((bit, i) => (i === 15 ? 1 - bit : bit));
  expect(readBarCode(pictureWith(wrong, 1280, 720), 1280, 720)).toBeUndefined();
});

it('refuses frame numbers that do not fit', () => {
  expect(() => barCodeBits({ scenario: false, frame: 2048 })).toThrow(RangeError);
});
