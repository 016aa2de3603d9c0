import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { movedPoint, movedShape, newShape, onlyAdds, stepOf, withoutPoint, withPoint } from './shapes.ts';

const shift = fc.double({ min: -3, max: 3, noNaN: true });

describe('a shape over the picture', () => {
  it('stays inside the picture and keeps its form, wherever it is moved', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(shift, shift), { maxLength: 8 }), (moves) => {
        let shape = newShape();
        for (const [dx, dy] of moves) shape = movedShape(shape, dx, dy);
        for (const { x, y } of shape) {
          expect(x >= 0 && x <= 1 && y >= 0 && y <= 1).toBe(true);
        }
        expect((shape[1]?.x ?? 0) - (shape[0]?.x ?? 0)).toBeCloseTo(0.2, 3);
      }),
    );
  });

  it('gains a point in the middle of a side, loses one, and never has fewer than three', () => {
    const five = withPoint(newShape(), 0);
    expect(five[1]).toEqual({ x: 0.5, y: 0.4 });
    expect(withoutPoint(five, 1)).toEqual(newShape());
    const three = withoutPoint(newShape(), 0);
    expect(withoutPoint(three, 0)).toBe(three);
  });

  it('needs a signature as soon as anything that was covered is not covered as before', () => {
    const house = newShape();
    const other = movedShape(house, 0.2, 0);
    expect(onlyAdds([house], [other, house])).toBe(true);
    expect(onlyAdds([house], [movedPoint(house, 0, { x: 0.1, y: 0.1 })])).toBe(false);
    expect(onlyAdds([house], [])).toBe(false);
  });

  it('moves by arrow keys, ten times as far with shift', () => {
    expect(stepOf('ArrowLeft', false)).toEqual({ dx: -0.01, dy: 0 });
    expect(stepOf('ArrowDown', true)).toEqual({ dx: 0, dy: 0.1 });
    expect(stepOf('a', false)).toBeUndefined();
  });
});
