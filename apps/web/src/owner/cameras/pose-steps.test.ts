import { distanceM } from '@porchlight/domain';
import { cameraPoseSchema } from '@porchlight/statements';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { poseAt } from '../consent-draft.ts';
import { handleOf, movedByKey, pointedAt, turnedByKey } from './pose-steps.ts';

const POSE = poseAt({ lat: -34.88, lon: -56.17 });

describe('placing a camera', () => {
  it('moves one metre an arrow key, five with Shift', () => {
    const one = movedByKey(POSE, 'ArrowUp', false);
    const five = movedByKey(POSE, 'ArrowLeft', true);
    expect(distanceM(POSE.position, one?.position ?? POSE.position)).toBeCloseTo(1, 1);
    expect(distanceM(POSE.position, five?.position ?? POSE.position)).toBeCloseTo(5, 1);
    expect(movedByKey(POSE, 'a', false)).toBeUndefined();
  });

  it('points where the handle was dragged', () => {
    const target = handleOf({ ...POSE, azimuthDeg: 135, rangeM: 60 });
    expect(pointedAt(POSE, target)).toMatchObject({ azimuthDeg: 135, rangeM: 60 });
  });

  it('never makes a pose that could not be signed, whatever keys are pressed', () => {
    const keys = fc.constantFrom('ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight');
    fc.assert(
      fc.property(fc.array(fc.tuple(keys, fc.boolean(), fc.boolean()), { maxLength: 80 }), (presses) => {
        const last = presses.reduce(
          (pose, [key, large, turn]) => (turn ? turnedByKey : movedByKey)(pose, key, large) ?? pose,
          POSE,
        );
        expect(cameraPoseSchema.safeParse(last).success).toBe(true);
      }),
    );
  });
});
